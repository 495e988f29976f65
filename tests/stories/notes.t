#!/usr/bin/perl
# Notes never leave the desk.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');
my $tom  = $desk->operator('tom');

my ($number, $notice, $olgas) =
    $desk->opens($kari, 'Invoice of October', $anna, $olga);

$anna->answers($notice,
    "/note\nSECRET-ONE: she owes us since spring.\nBe friendly.",
    attach => { 'ledger.txt' => [ 'text/plain', "SECRET-FILE\n" ] });
my $told = $olga->gets(qr/^#$number /, 'Anna\'s note, being of the line');
like($told->text, qr/SECRET-ONE/, 'with its text');
$kari->gets_nothing('nothing of it');
is(scalar(grep { /SECRET-ONE/ } $desk->texts($number, 'note')),
    1, 'it stands among the notes');
is(scalar(grep { /SECRET/ } $desk->texts($number, 'article')),
    0, 'and not among the articles');

# ---- whoever answers a note answers the colleague
like($told->text, qr/\A.*stays internal/, 'which says that an answer stays');
$olga->answers($told, 'SECRET-ZERO: since May, I think.');
$kari->gets_nothing('nothing of Olga\'s answer to it');

# ---- what follows a note shows nothing of it
$olga->answers($told, "/reply\nWe have looked into it.\nAll is well.");
my $reply = $kari->gets(qr/^Re: Invoice/, 'Olga\'s reply to the note\'s mail');
unlike($reply->{octets} . $reply->text . $reply->html,
    qr/SECRET|owes us|Be friendly/, 'without a word of the note below it');
is(scalar(() = $reply->attachments), 0, 'or its file');

# ---- line 2 answers with notes, unless it says /reply
$anna->reads_all;
$anna->answers($notice, '/line 2 the ledger is wrong');
my $engineer = $tom->gets(qr/^#$number /, 'the hand-over');
like($engineer->text, qr/the ledger is wrong/, 'with its reason');
like($engineer->text, qr/\A.*stays internal/,
    'and the word that he is inside');
$tom->answers($engineer, 'SECRET-TWO: column seven was shifted.');
my $back = $anna->gets(qr/^#$number /, 'the engineer\'s answer');
like($back->text, qr/SECRET-TWO/, 'as a note');
$kari->gets_nothing('nothing of the engineers');
$tom->answers($engineer, "/reply\nColumn seven is right now.");
$kari->gets(qr/^Re: Invoice/, 'what an engineer sends by /reply');

# ---- her own requests for what is known show what is public
$kari->answers($reply, '/show');
my $shown = $kari->gets(qr/Invoice of October/, 'her ticket by /show');
like($shown->text, qr/All is well/, 'with the replies');
unlike($shown->{octets} . $shown->text . $shown->html,
    qr/SECRET|engineers|tom\@|the ledger is wrong/,
    'and no note, line or name');

# ---- a colleague's answer to all is a note
$anna->reads_all;
$olga->reads_all;
$anna->answers($notice, "/note\nOlga, what do you think?",
    cc => 'olga@example.org');
my $both = $olga->gets(sub { $_[0]->address('From') eq 'anna@example.org' },
    'Anna\'s own copy of the note');
$olga->answers($both, 'SECRET-THREE: he is right.', all => 1);
$desk->settled;
$kari->gets_nothing('nothing of what colleagues say to each other');

my ($code, $out) = $desk->postern('ticket', 'show', $number);
like($out, qr/SECRET-ONE/, 'the desk itself sees everything');
ok(!grep({ $_->{octets} =~ /SECRET/ } $kari->letters),
    'in all of Kari\'s mailbox there is not one secret word');

done_testing();

#!/usr/bin/perl
# Strangers and forgers: a tag or a stolen address opens no door.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk    = Desk->start;
my $kari    = $desk->customer('Kari Nordmann <kari@example.com>');
my $per     = $desk->customer('Per Hansen <per@example.com>');
my $mallory = $desk->customer('Mallory <mallory@example.net>');
my $anna    = $desk->operator('anna');

my ($number, $notice) = $desk->opens($kari, 'My contract', $anna);
$anna->answers($notice, 'Your number is 4711.');
my $reply = $kari->gets(qr/^Re: My contract/);

# ---- Per has seen the tag somewhere
$per->writes('support@example.org', $reply->subject, "/close\nTell me all.",
    in_reply_to => $reply->message_id);
my $seen = $anna->gets(qr/^#$number /, 'a stranger\'s letter');
like($seen->text, qr/not part of this request/, 'called one');
like($seen->text, qr/Tell me all/, 'with his text');
my $receipt = $per->gets(qr/./, 'one receipt');
unlike($receipt->{octets} . $receipt->text,
    qr/4711|[Kk]ari|contract|#$number/,
    'which tells nothing of the ticket');
isnt($desk->field($number, 'status'), 'resolved', 'his /close is not obeyed');
is($desk->field($number, 'customer'), 'kari@example.com',
    'he does not become the customer');
$per->writes('support@example.org', $reply->subject, 'Once more.');
$anna->gets(qr/^#$number /);
$per->gets_nothing('no second receipt');

# ---- what Anna answers goes to Kari, not to him
$anna->reads_all;
$kari->answers($reply, 'Thank you.');
$anna->answers($anna->gets(qr/^#$number /), 'You are welcome.');
$kari->gets(qr/^Re: My contract/, 'the answer');
$per->gets_nothing('nothing');

# ---- until she adopts him
$anna->answers($notice, '/cc per@example.com');
$desk->settled;
$kari->answers($reply, 'Is Per in now?');
$anna->answers($anna->gets(qr/^#$number /), 'Yes, he is.');
$per->gets(qr/^Re: My contract/, 'answers, once adopted by /cc');

# ---- a wrong tag is text
my $wrong = $reply->subject =~ s/\[#$number-\w{8}\]/[#$number-AAAAAAAA]/r;
$mallory->writes('support@example.org', $wrong, 'I guessed the tag.');
my $ack = $mallory->gets(qr/\[#(?!$number-)\d+-/, 'a ticket of his own');
isnt($desk->number_in($ack), $number, 'a tag with a wrong MAC says nothing');

# ---- Mallory forges Anna's From, with and without a capability
my $capability = $notice->address('Reply-To');
$kari->reads_all;
$anna->reads_all;
$mallory->writes($capability, "Re: $wrong", 'Send us your password.',
    message_id => '<forged-1@example.net>');
$desk->settled;
$kari->gets_nothing('nothing: the capability came with another From');
unlike(join(' ', $desk->texts($number, 'article')), qr/password/,
    'and it is no article');
my ($forged) = $desk->why('<forged-1@example.net>');
ok($forged, 'it has a fate: ' . ($forged ? $forged->{fate} : 'none'));

$mallory->writes('support@example.org', $reply->subject,
    "/close\nSend us your password.",
    from          => 'Anna Larsen <anna@example.org>',
    envelope_from => 'mallory@example.net');
$desk->settled;
$kari->gets_nothing('nothing: an operator\'s From alone is nobody');
isnt($desk->field($number, 'status'), 'resolved', 'and is not obeyed');

# ---- a capability that is made up
my $made_up = 'support+o-' . 'a' x 32 . '@example.org';
$mallory->writes($made_up, 'Hello', 'Is there anybody?',
    from => 'Anna Larsen <anna@example.org>',
    envelope_from => 'mallory@example.net', message_id => '<made-up@x.test>');
$desk->settled;
my ($fate) = $desk->why('<made-up@x.test>');
ok($fate && !$fate->{entry} || $fate->{ticket} != $number,
    'a made-up capability leads nowhere near the ticket');

# ---- a capability completed by an address book: no reference, no tag
$anna->reads_all;
$anna->writes($capability, 'Lunch on Friday?', 'Dear all, who joins?');
my $asked = $anna->gets(qr/#$number/, 'a question');
$kari->gets_nothing('no invitation to lunch');
$anna->answers($asked, '/drop');
$desk->settled;
$kari->gets_nothing('nor after /drop');

# ---- evidence that disagrees: her answer with another ticket's tag
my ($other) = $desk->opens($per, 'Quite another thing', $anna);
my ($others) = map { $_->subject =~ /(\[#$other-\w+\])/ } $per->letters;
$anna->reads_all;
$anna->answers($notice, 'Which ticket is this?',
    subject => "Re: Quite another thing $others", in_reply_to => undef,
    references => undef);
$anna->gets(qr/#/, 'a question');
$kari->gets_nothing('nothing');
$per->reads_all;
ok(!grep({ $_->text =~ /Which ticket is this/ } $per->letters),
    'nor does Per');

# ---- several From, or none
$mallory->writes('support@example.org', $reply->subject, "/close\nTwo of me.",
    from => 'kari@example.com, mallory@example.net');
$desk->settled;
isnt($desk->field($number, 'status'), 'resolved', 'two in From are nobody');

done_testing();

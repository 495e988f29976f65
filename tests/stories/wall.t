#!/usr/bin/perl
# The last wall: what is composed for a customer is looked at once more, however
# its words got into it.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');

my ($number, $notice) =
    $desk->opens($kari, 'Cannot log in', $anna, $olga);
my $secret = 'her account was moved by hand last night';
my ($olgas) = grep { $_->subject =~ /^#$number / } $olga->letters;
$olga->answers($olgas,
    "/note\nCareful: $secret, ask Tom before you promise anything.");
my $told = $anna->gets(qr/^#$number /, 'Olga\'s note');

# ---- deep in a file that is too long to be read when it comes in
my $log = join '', map { "2026-11-23 11:$_ connection accepted\n" } 1 .. 8000;
$log .= "2026-11-23 12:00 $secret\n";
$kari->reads_all;
$anna->answers($told, "/reply\nDear Kari, this is what the server says.",
    attach => { 'server.log' => [ 'text/plain', $log ] });
my $held = $anna->gets(qr/^#$number on hold: it contains words of an internal/,
    'word that it is on hold');
like($held->text, qr/has not been sent/, 'which says so');
like($held->text, qr/server\.log contains words of Olga Berg's internal note/,
    'where the words stand, and whose they are');
like($held->text, qr/^\s*> \Q$secret\E/m, 'and shows them');
like($held->text, qr/this is what the server says/, 'with the reply itself');
$kari->gets_nothing('nothing of it');
my @items = $desk->json('held list');
is($items[0]{kind}, 'wall', 'it is held as what the wall saw');
ok((grep { /reply of Anna Larsen put on hold/ } $desk->texts($number, 'event')),
    'the ticket\'s history says so');

# ---- /send passes it
$anna->answers($held, '/send');
my $reply = $kari->gets(qr/^Re: Cannot log in/, 'the reply after /send');
like($reply->text, qr/this is what the server says/, 'as it was written');
my %files = $reply->attachments;
is(join(' ', keys %files), 'server.log', 'with its file');
ok((grep { /sent a reply with words of an internal note/ }
        $desk->texts($number, 'event')), 'which is in the history');
is(scalar(() = $desk->json('held list')), 0, 'nothing is held any more');

# ---- the name of a file; written again without it
$olga->reads_all;
$kari->answers($reply, 'Thanks, and now?');
my $next = $anna->gets(qr/^#$number /, 'Kari\'s answer');
my $other = 'nobody has paid the invoice of that company since spring';
$olga->answers($olgas, "/note\nThe reason: $other.");
$told = $anna->gets(qr/^#$number /, 'another note');
$anna->answers($told, "/reply\nSee this.",
    attach => { "$other.png" => [ 'image/png', "\x89PNG\r\n\x1a\n\0" ] });
$held = $anna->gets(qr/on hold: it contains words/, 'a hold by a file\'s name');
like($held->text, qr/^\s*> \Q$other\E/m, 'with the words');
$anna->answers($held, '/drop');
$desk->settled;
$kari->gets_nothing('nothing after /drop');

# ---- a secret address, in another spelling
my ($token) = $told->raw('Reply-To') =~ /\+o-([a-z2-7]{32})\@/;
$anna->answers($told,
    "/reply\nJust write to support=2Bo-\U$token\E\@example.org please.");
$held = $anna->gets(qr/on hold: it contains a secret address/,
    'a hold for a secret address');
$kari->gets_nothing('no secret address');
$anna->answers($held, '/note');
$desk->settled;
ok((grep { /Just write to/ } $desk->texts($number, 'note')),
    'which /note files');
$kari->gets_nothing('nothing of the note');

# ---- what only looks like one holds nothing
(my $wrong = $token) =~ tr/a-z/b-za/;
$anna->answers($told,
    "/reply\nIs it support+o-$wrong\@example.org that you wrote to?");
$kari->gets(qr/^Re: Cannot log in/, 'a reply with what is none of ours');

# ---- one reply to two, one hold
$anna->reads_all;
$anna->answers($told, '/cc per@example.com');
$desk->settled;
$anna->reads_all;
$anna->answers($told, "/reply\nSee this.",
    attach => { "$other.png" => [ 'image/png', "\x89PNG\r\n\x1a\n\0" ] });
$held = $anna->gets(qr/on hold: it contains words/, 'a hold of a reply to two');
$desk->settled;
$anna->gets_nothing('nothing else about it');
is(scalar(() = $desk->json('held list')), 1, 'it is held once');
$kari->gets_nothing('nothing for one');
$per->gets_nothing('nor for the other');
$anna->answers($held, '/send');
$_->gets(qr/^Re: Cannot log in/, 'the reply after /send') for $kari, $per;

# ---- the administrator's word
my ($second, $first) = $desk->opens($kari, 'Second question', $anna, $olga);
$olga->reads_all;
$anna->reads_all;
$anna->answers($first, "/note\n$other");
$anna->answers($first, "/reply\nSee this.",
    attach => { "$other.png" => [ 'image/png', "\x89PNG\r\n\x1a\n\0" ] });
$anna->gets(qr/on hold: it contains words/, 'a hold again');
@items = $desk->json('held list');
is(($desk->postern('held', 'release', $items[-1]{id}))[0], 0, 'held release');
$kari->gets(qr/^Re: Second question/, 'the reply that was released');

done_testing();

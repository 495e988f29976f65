#!/usr/bin/perl
# What waits for a person: spam, and messages that break the parser.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk =
    Desk->start(config => { scan => { wall_time => '4s', memory => '96M' } });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');

# ---- spam, by the mail host's own mark
$per->writes('support@example.org', 'Cheap watches', 'Buy now.',
    headers => [ 'X-Spam-Flag' => 'YES' ]);
$desk->settled;
my @held = $desk->json('held list');
is(scalar @held, 1, 'spam is held');
is($held[0]{kind}, 'spam', 'as spam');
is(scalar $desk->tickets, 0, 'and makes no ticket');
$per->gets_nothing('no acknowledgement');
$anna->gets_nothing('no notification');
my ($code, $out) = $desk->postern('held', 'show', $held[0]{id});
is($code, 0, 'held show');
like($out, qr/Cheap watches/, 'shows it');
($code, $out) = $desk->postern('why', 'per@example.com');
like($out, qr/held/, 'and why tells its fate');

# ---- released it is a ticket like any other
($code, $out, my $err) = $desk->postern('held', 'release', $held[0]{id});
is($code, 0, "held release $err");
$anna->gets(qr/^#\d+ Cheap watches/, 'the released letter');
is(scalar(() = $desk->json('held list')), 0, 'nothing is held');

# ---- or dropped
$per->writes('support@example.org', 'Cheap pills', 'Buy now.',
    headers => [ 'X-Spam-Flag' => 'YES' ]);
$desk->settled;
@held = $desk->json('held list');
is(($desk->postern('held', 'drop', $held[0]{id}))[0], 0, 'held drop');
$anna->gets_nothing('nothing of what was dropped');
is(scalar(() = $desk->json('held list')), 0, 'nothing is held');
isnt(($desk->postern('held', 'show', 999))[0], 0, 'there is no item 999');

# ---- a customer's answer is never held as spam
my ($number, $notice) = $desk->opens($kari, 'Watches', $anna);
$kari->answers(($kari->letters)[0], 'About the watches again.',
    headers => [ 'X-Spam-Flag' => 'YES' ]);
$anna->gets(qr/^#$number /, 'a participant\'s answer, marked or not');

# ---- a message that the parser does not survive
my $heavy = Letter->compose(
    from    => 'Per Hansen <per@example.com>',
    to      => 'support@example.org',
    subject => 'Heavy',
    message_id => '<heavy@example.com>',
    text    => "See below.\n",
    attach  => { 'heavy.bin' =>
            [ 'application/octet-stream', 'x' x (40 << 20) ] }
);
$desk->submit($heavy, from => 'per@example.com', to => ['support@example.org']);
$kari->writes('support@example.org', 'Light', 'Comes through meanwhile.');
$anna->gets(qr/^#\d+ Light/, 'what came behind it, without waiting');
ok($desk->wait_until(sub { @held = $desk->json('held list'); @held == 1 }, 60),
    'after three deaths it is held');
is($held[0]{kind}, 'broken', 'as broken');
$anna->gets(sub { $_[0]->text =~ /heavy|per\@example\.com/i },
    'word of it');
is(scalar(grep { $_->{fate_code} eq 'held' } $desk->why('<heavy@example.com>')),
    1, 'its fate is told');

# ---- with more memory it can be released
$desk->write_config({});
is(($desk->postern('reload'))[0], 0, 'postern reload');
is(($desk->postern('held', 'release', $held[0]{id}))[0], 0, 'held release');
my $whole = $anna->gets(qr/^#\d+ Heavy/, 'the released message');
like($whole->text, qr/heavy\.bin/, 'with its attachment named');

done_testing();

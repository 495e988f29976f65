#!/usr/bin/perl
# The undo window: a reply leaves after a while, and can be stopped until then.
use strict;
use warnings;
use Desk;
use Test::More;
use Time::HiRes qw(time sleep);

my $desk = Desk->start(config => { 'queue support' => { undo => '4s' } });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my ($number, $notice) = $desk->opens($kari, 'Undo', $anna);

my $sent = time;
$anna->answers($notice, 'This one leaves.');
my $reply = $kari->gets(qr/^Re: Undo/, 'a reply');
cmp_ok(time - $sent, '>=', 3.5, 'not before the window has ended');

$kari->answers($reply, 'Go on.');
$notice = $anna->gets(qr/^#$number /);
$anna->answers($notice, 'WRONG ticket, oh no.');
ok($desk->wait_until(sub { grep { /WRONG/ } $desk->texts($number, 'article') }),
    'a reply waits in its window');
$anna->answers($notice, '/undo');
$desk->settled;
sleep 4.5;
$kari->gets_nothing('nothing after /undo');
$anna->answers($notice, 'The right text.');
like($kari->gets(qr/^Re: Undo/, 'the next reply')->text, qr/right text/,
    'which is the mended one');

# ---- the customer writes within the window
$kari->reads_all;
$anna->reads_all;
$kari->answers($reply, 'Third question.');
$notice = $anna->gets(qr/^#$number /);
$anna->answers($notice, 'Third answer.');
ok( $desk->wait_until(
        sub { grep { /Third a/ } $desk->texts($number, 'article') }),
    'a reply waits'
);
$kari->answers($reply, 'Solved it, forget the third.');
my $held = $anna->gets(qr/^#$number .*on hold/i, 'her reply back, held');
like($held->text, qr/forget the third/, 'because of what came meanwhile');
sleep 4.5;
$kari->gets_nothing('nothing');
$anna->answers($held, '/send');
$kari->gets(qr/^Re: Undo/, 'it after /send');

# ---- too late
$anna->reads_all;
$anna->answers($notice, '/undo');
$anna->gets(qr/./, 'word that it is too late for /undo');

# ---- it survives a restart
$kari->answers($reply, 'Fourth question.');
$notice = $anna->gets(qr/^#$number .*Undo/);
$anna->answers($notice, 'Fourth answer.');
$desk->wait_until(sub { grep { /Fourth a/ } $desk->texts($number, 'article') });
$desk->kill_all;
$desk->run;
$kari->gets(qr/^Re: Undo/, 'a reply whose window a crash interrupted');
$kari->gets_nothing('it once');

done_testing();

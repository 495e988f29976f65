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

sub where
{
    my ($n) = @_;
    my $holder = $desk->field($n, 'holder') // 'nobody';
    return $desk->field($n, 'status') . " by $holder";
}

my $sent = time;
$anna->answers($notice, 'This one leaves.');
my $reply = $kari->gets(qr/^Re: Undo/, 'a reply');
cmp_ok(time - $sent, '>=', 3.5, 'not before the window has ended');
is(where($number), 'answered by anna', 'and then she has it');

$kari->answers($reply, 'Go on.');
$notice = $anna->gets(qr/^#$number /);
my $before = where($number);
$anna->answers($notice, "WRONG ticket, oh no.\n\n/assign olga\n/close");
ok($desk->wait_until(sub { grep { /WRONG/ } $desk->texts($number, 'article') }),
    'a reply waits in its window');
is(where($number), $before, 'and with it all that was asked for beside it');
$anna->answers($notice, '/undo');
like($anna->gets(qr/^#$number reply stopped/)->text,
    qr/None of this has been done.*assign olga.*close/s, 'word of it');
$desk->settled;
sleep 4.5;
$kari->gets_nothing('nothing after /undo');
is(where($number), $before, 'it is open, and hers, after all');
$anna->answers($notice, 'The right text.');
like($kari->gets(qr/^Re: Undo/, 'the next reply')->text, qr/right text/,
    'which is the mended one');

# ---- the customer writes within the window
$kari->reads_all;
$anna->reads_all;
$kari->answers($reply, 'Third question.');
$notice = $anna->gets(qr/^#$number /);
$before = where($number);
$anna->answers($notice, "Third answer.\n/close");
ok( $desk->wait_until(
        sub { grep { /Third a/ } $desk->texts($number, 'article') }),
    'a reply waits'
);
$kari->answers($reply, 'Solved it, forget the third.');
my $held = $anna->gets(qr/^#$number .*on hold/i, 'her reply back, held');
like($held->text, qr/forget the third/, 'because of what came meanwhile');
sleep 4.5;
$kari->gets_nothing('nothing');
is(where($number), $before, 'nor is it closed');
$anna->answers($held, '/send');
$kari->gets(qr/^Re: Undo/, 'it after /send');
is(where($number), 'resolved by anna', 'which closes it, too');

# ---- too late
$anna->reads_all;
$anna->answers($notice, '/undo');
$anna->gets(qr/./, 'word that it is too late for /undo');

# ---- it survives a restart
$kari->answers($reply, 'Fourth question.');
$notice = $anna->gets(qr/^#$number .*Undo/);
$anna->answers($notice, "Fourth answer.\n/line 2 the cable");
$desk->wait_until(sub { grep { /Fourth a/ } $desk->texts($number, 'article') });
$desk->kill_all;
$desk->run;
$kari->gets(qr/^Re: Undo/, 'a reply whose window a crash interrupted');
$kari->gets_nothing('it once');
is(where($number), 'internal by nobody', 'and what stood beside it');
is((grep { /the cable/ } $desk->texts($number, 'note')), 1, 'once, too');

# ---- somebody was faster
$anna->reads_all;
my ($second, $again) = $desk->opens($kari, 'Twice', $anna);
$anna->answers($again, "We look into it.\n/line 2 cable");
ok($desk->wait_until(sub { $desk->texts($second, 'article') == 2 }),
    'a reply waits with a hand-over');
$anna->answers($again, '/line 2 cable');
like($anna->gets(qr/^#$second sent, but not all was done/)->text,
    qr{has been sent.*    /line 2 cable +<- }s,
    'what is done already is told, and the reply sent');
$kari->gets(qr/^Re: Twice/, 'it');

done_testing();

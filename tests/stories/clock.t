#!/usr/bin/perl
# The clock that a story moves: all of the desk follows it, what becomes due is
# done, and nobody takes a week that went by in a second for trouble.
use strict;
use warnings;
use Desk;
use Test::More;

# ---- a program that has none says so, instead of going on by the real clock
if (!Desk::has_test_clock()) {
    my $desk = Desk->start(run => 0);
    local $ENV{POSTERN_CLOCK} = "$desk->{dir}/clock";
    for my $command ([qw(status)], [qw(run)], [qw(role send)], [qw(--version)])
    {
        my ($code, $out, $err) = $desk->postern(@$command);
        is($code, 75, "@$command is refused");
        like($err, qr/POSTERN_CLOCK is set.*--enable-test-clock/, 'with words');
    }
    done_testing();
    exit;
}

my $desk = Desk->start(
    clock  => '2027-03-01 09:55 Europe/Moscow',
    config => { 'queue support' => { undo => '2h', close_after => '7d' } },
);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');

# ---- everything that is written down has its date
my ($number, $notice) = $desk->opens($kari, 'The map', $anna);
my $begun = Clock::moment('2027-03-01 09:55 Europe/Moscow');
my $made  = $desk->ticket($number)->{created};
like($made, qr/^2027-03-01T06:5/, 'the request is of that morning');
like(($kari->letters)[0]->raw('Date'), qr/1 Mar 2027 06:5\d/,
    'and so is the acknowledgement');
my ($code, $out) = $desk->postern('ticket', 'list');
like($out, qr/#$number\b/, 'commands have it too') or diag $out;

# ---- what waits is done when its hour has come
$anna->answers($notice, "It is mended.\n/close");
$desk->wait_until(sub { grep { /mended/ } $desk->texts($number, 'article') });
$desk->clock_to('2027-03-01 11:30 Europe/Moscow');
$kari->gets_nothing('nothing before the undo window ends');
$desk->later('1h');
my $reply = $kari->gets(qr/^Re: The map/, 'the answer, two hours later');
like($reply->raw('Date'), qr/1 Mar 2027 0[89]:/, 'with a date of that day');

# ---- a week is nothing: neither alarm nor death
my $wall = time;
$desk->later('6d 12h');
isnt($desk->field($number, 'status'), 'closed', 'six and a half days: open');
$desk->later('1d');
is($desk->field($number, 'status'), 'closed', 'after seven days it is closed');
my $status = $desk->status;
is_deeply([ map { @{ $status->{$_} } } qw(wrong passing alarms) ],
    [], 'nothing is wrong with any role') or diag explain $status;
unlike($desk->log_text, qr/hangs|killed|alarm/, 'and nobody is taken for dead');
cmp_ok(time - $wall, '<', 20, 'it took seconds');

# ---- it only goes forward
ok(!eval { $desk->clock_to('2027-03-01 12:00 Europe/Moscow'); 1 },
    'the past is over');
is(Clock::words(Clock::moment('2011-03-27 02:30 Europe/Moscow'),
        'Europe/Moscow'), 'Sun 27 Mar 2011, 03:30',
    'a minute that Moscow never had is the one an hour later');

done_testing();

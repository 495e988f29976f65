#!/usr/bin/perl
# A role that is dead, hangs or cannot be reached: status tells, run mends what
# it can and tells the administrator; and a configuration that is being edited.
use strict;
use warnings;
use Desk;
use Test::More;
use Time::HiRes qw(sleep);

use constant SOON => 45;    # seconds

my $desk = Desk->start(run => 0);
my $alarms = "$desk->{dir}/alarms";
$desk->write_config({ site => { alarm_command => "cat >>$alarms" } });
$desk->run;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');

sub code { return ($desk->postern('status'))[0] }
sub said { return ($desk->postern('status'))[1] }

sub pid_of {
    my ($role) = @_;
    open my $file, '<', "$desk->{dir}/run/role.$role" or return 0;
    return (<$file> // '') =~ /^(\d+) / ? $1 : 0;
}

ok($desk->wait_until(sub { !code() }), 'a desk that works is well')
    or diag said();

# ---- a second of the same role
my ($code, undef, $err) = $desk->postern('role', 'send');
is($code, 75, 'nobody has a role twice');
like($err, qr/process \d+ has this role already/, 'and is told who has it');

# ---- hangs
my $pid = pid_of('process');
kill 'STOP', $pid;
ok($desk->wait_until(\&code, SOON), 'a role that hangs is noticed');
like(said(), qr/role process \(process $pid\) hangs/, 'by its name');
ok($desk->wait_until(sub { -s $alarms }, 100), 'and the administrator is told');
kill 'CONT', $pid;
ok($desk->wait_until(sub { !code() }, SOON), 'until it goes on') or diag said();

# ---- cannot be reached
for my $socket ($desk->milter_socket, "$desk->{dir}/run/scan.sock",
    "$desk->{dir}/run/bell.process")
{
    my $before = (stat $socket)[1];
    rename $socket, "$socket.away" or die "$socket: $!\n";
    ok($desk->wait_until(sub { -S $socket }, SOON), "$socket is made again");
}
ok($desk->wait_until(sub { !code() }, SOON), 'and all is well') or diag said();
$desk->wait_until(sub { $desk->milter_is_open });
$desk->opens($kari, 'Reached', $anna);

# ---- dies while the configuration is being edited
my $conf = $desk->config_file;
open my $file, '<', $conf or die "$conf: $!\n";
my $right = do { local $/; readline $file };
close $file;
sub write_conf {
    open my $out, '>', $conf or die "$conf: $!\n";
    print $out @_;
    close $out or die "$conf: $!\n";
}
write_conf($right, "[smtpp]\n");
my ($number) = $desk->number_in(($kari->letters)[-1]);
for my $command (['status'], ['why', "#$number"], ['ticket', 'show', $number],
    ['held', 'list'], ['queue'])
{
    ($code, undef, $err) = $desk->postern(@$command);
    is($code, 0, "postern @$command works beside a wrong configuration");
    like($err, qr/smtpp.*\n.*configuration that runs/, 'and says that it is');
}
is(($desk->postern('check'))[0], 78, 'check says that it is wrong');
$pid = pid_of('send');
kill 'KILL', $pid;
ok($desk->wait_until(sub { my $new = pid_of('send'); $new && $new != $pid }),
    'a role that dies comes back with the old one');
$desk->opens($kari, 'Meanwhile', $anna);
write_conf($right);

# ---- not there at all
$desk->stop;
is(code(), 75, 'a desk that does not run is not well');
like(said(), qr/nothing runs/, 'and status says so');

# ---- an empty file is no store
my ($store) = glob "$desk->{dir}/*/state/store.db $desk->{dir}/state/store.db";
rename $store, "$store.kept" or die "$store: $!\n";
open my $empty, '>', $store or die "$store: $!\n";
close $empty;
($code, undef, $err) = $desk->postern('run');
isnt($code, 0, 'run refuses an empty store');
like($err, qr/empty/, 'and says what it is');
is(-s $store, 0, 'which stays as it was');

done_testing();

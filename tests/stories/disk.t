#!/usr/bin/perl
# A full disk, a read-only store, a store that is locked or away.
use strict;
use warnings;
use Desk;
use Test::More;
use Time::HiRes qw(sleep);

my $desk = Desk->start(run => 0);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my $state = "$desk->{dir}/etc/state";
my $store = "$state/store.db";

# A file system of its own for the spool, if we may mount one
my $mounted = !system "mkdir -p $state/spool && "
    . "mount -t tmpfs -o size=24m,mode=700 tmpfs $state/spool 2>/dev/null";
END { system "umount $state/spool 2>/dev/null" if $mounted }
$desk->run;

# ---- a store that another process has locked for a while
my ($locker_in);
my $locker = open($locker_in, '|-', 'sqlite3', $store) or die "sqlite3: $!\n";
$locker_in->autoflush(1);
print $locker_in "BEGIN EXCLUSIVE;\n";
sleep 0.5;
$kari->writes('support@example.org', 'While locked', 'Is anybody in?');
pass('mail is accepted while the store is locked');
sleep 13;
print $locker_in "COMMIT;\n";
close $locker_in;
$anna->gets(qr/^#\d+ While locked/, 'what waited in the spool', 40);
$kari->gets(qr/^While locked \[/, 'one acknowledgement');
$kari->gets_nothing('no second');

# ---- a store that is away, moved by somebody
$desk->stop;
rename $store, "$store.away" or die "rename: $!\n";
$desk->run;
$kari->writes('support@example.org', 'While away', 'Is anybody in?');
pass('mail is accepted while the store is away');
sleep 2;
ok(!-e $store, 'and no new store was made in its place');
rename "$store.away", $store;
$anna->gets(qr/^#\d+ While away/, 'what waited in the spool', 40);

# ---- read-only
SKIP: {
    my $bind = !system "mount --bind $state $state 2>/dev/null && "
        . "mount -o remount,ro,bind $state 2>/dev/null";
    skip 'cannot mount here', 3 unless $bind && $mounted;
    $kari->writes('support@example.org', 'While read-only', 'Hello?');
    pass('mail is accepted while the store is read-only');
    sleep 1;
    system "umount $state";
    $anna->gets(qr/^#\d+ While read-only/, 'what waited', 40);
}

# ---- the spool's disk is full
SKIP: {
    skip 'cannot mount a tmpfs here', 4 unless $mounted;
    system "head -c 23m /dev/zero >$state/spool/filler 2>/dev/null";
    my $smtp = Smtp->new(port => $desk->{ports}{SMTP});
    my %answer;
    $smtp->mail(
        Letter->compose(from => 'kari@example.com',
            to => 'support@example.org', subject => 'Full', text => "x\n"),
        from => 'kari@example.com',
        to   => [ 'support@example.org', 'per@example.com' ],
        each => sub { my ($to, $code) = @_; $answer{$to} = $code },
    );
    is($answer{'support@example.org'}, 451, 'ours is told to come again');
    is($answer{'per@example.com'}, 250, 'and nobody else');
    $smtp->quit;
    unlink "$state/spool/filler";
    $kari->writes('support@example.org', 'Room again', 'Hello.');
    $anna->gets(qr/^#\d+ Room again/, 'what comes when there is room');
}

my ($code, $out) = $desk->postern('status');
is($code, 0, 'postern status: all is well');

done_testing();

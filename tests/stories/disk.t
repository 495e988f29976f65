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
my $spool  = "$desk->{dir}/etc/state/spool";
my $folder = "$desk->{dir}/store";
my $store  = "$folder/store.db";

# A folder for the store, and a small disk for the spool, if we may mount one
mkdir $folder;
rename "$desk->{dir}/etc/state/store.db", $store or die "$store: $!\n";
$desk->write_config({ store => { path => $store } });
my $mounted = !system 'mount', '-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', $spool;
$desk->at_end(sub { system 'umount', $spool if $mounted });
$desk->run;

# ---- a store that another process has locked for a while
my ($locker_in);
my $locker = open($locker_in, '|-', 'sqlite3', $store) or die "sqlite3: $!\n";
$locker_in->autoflush(1);
print $locker_in ".timeout 5000\nBEGIN EXCLUSIVE;\n";
sleep 1;
$kari->writes('support@example.org', 'While locked', 'Is anybody in?');
pass('mail is accepted while the store is locked');
# longer than the store's patience; LOCKED_SECONDS=60 by hand
sleep($ENV{LOCKED_SECONDS} // 13);
print $locker_in "COMMIT;\n";
close $locker_in;
$anna->gets(qr/^#\d+ While locked/, 'what waited in the spool', 40);
$kari->gets(qr/^While locked \[/, 'one acknowledgement');
$kari->gets_nothing('no second');

# ---- a store that is away, moved by somebody; a desk that starts without one
# ---- refuses to, since only init makes one: see restore.t
rename $store, "$store.away" or die "rename: $!\n";
$kari->writes('support@example.org', 'While away', 'Is anybody in?');
pass('mail is accepted while the store is away');
sleep 2;
ok(!-e $store, 'and no new store was made in its place');
rename "$store.away", $store;
$anna->gets(qr/^#\d+ While away/, 'what waited in the spool', 40);

# ---- read-only
SKIP: {
    $desk->stop;
    my $bound = $mounted && !system "mount --bind $folder $folder && "
        . "mount -o remount,ro,bind $folder";
    skip 'cannot mount here', 2 unless $bound;
    my $writable = sub { system 'umount', $folder if $bound; $bound = 0 };
    $desk->at_end($writable);
    $desk->run;
    $kari->writes('support@example.org', 'While read-only', 'Hello?');
    pass('mail is accepted while the store is read-only');
    sleep 1;
    $writable->();
    $anna->gets(qr/^#\d+ While read-only/, 'what waited', 40);
}

# ---- the spool's disk is full
SKIP: {
    skip 'cannot mount a tmpfs here', 3 unless $mounted;
    system "head -c 39m /dev/zero >$spool/filler 2>/dev/null";
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
    unlink "$spool/filler";
    sleep 1.5;    # the milter asks the spool once a second
    $kari->writes('support@example.org', 'Room again', 'Hello.');
    $anna->gets(qr/^#\d+ Room again/, 'what comes when there is room');
}

my ($code, $out) = $desk->postern('status');
is($code, 0, 'postern status: all is well');

done_testing();

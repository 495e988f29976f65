#!/usr/bin/perl
# No file descriptor is left to a role: it waits and uses next to no processor,
# and what was accepted is there, once, when it may open files again.
use strict;
use warnings;
use Desk;
use POSIX qw(sysconf _SC_CLK_TCK);
use Test::More;
use Time::HiRes qw(sleep);

use constant {
    LOOKED => 5,      # seconds
    MOST   => 1,    # of processor time in these, of each role
    LATER  => 90,     # waits double up to half a minute
};

plan skip_all => 'prlimit (util-linux) is missing'
    if system 'prlimit --version >/dev/null 2>&1';

my $desk = Desk->start(imap => 1);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my @roles = qw(milter scan process send clock imap-help);

sub pid_of {
    my ($role) = @_;
    open my $file, '<', "$desk->{dir}/run/role.$role" or return 0;
    return (<$file> // '') =~ /^(\d+) / ? $1 : 0;
}

sub processor_of {
    my ($pid) = @_;
    open my $file, '<', "/proc/$pid/stat" or return 0;
    my @fields = split / /, readline($file) =~ s/^.*\) //r;
    return ($fields[11] + $fields[12]) / sysconf(_SC_CLK_TCK);
}

sub limit {
    my ($role, $limit) = @_;
    my $pid = pid_of($role) or return 0;
    return !system 'prlimit', "--pid=$pid", "--nofile=$limit:";
}

# Those that are open stay open; no other is to be had.
sub squeeze {
    my ($role) = @_;
    my $pid = pid_of($role);
    my ($free, %open) = (0, map { m{(\d+)$} => 1 } glob "/proc/$pid/fd/*");
    $free++ while $open{$free};
    return limit($role, $free);
}

# Sends it as a mail server does: again later while it is refused.
sub sends {
    my ($subject) = @_;
    my $sent = eval {
        $kari->writes('support@example.org', $subject, 'A question.');
        1;
    };
    return $sent // 0;
}

sub works { return limit($_[0], 1024) }

# What one role does without descriptors, then with them again
sub squeezed {
    my ($role) = @_;
    my $subject = "Without any for $role";
    ok(squeeze($role), "$role may open nothing");
    my $pid    = pid_of($role);
    my $sent   = sends($subject);
    my $before = processor_of($pid);
    sleep LOOKED;
    is(pid_of($role), $pid, "$role lives");
    cmp_ok(processor_of($pid) - $before, '<', MOST, "$role does not spin");
    ok(works($role), "$role may open files again");
    $desk->wait_until(sub { $sent ||= sends($subject) }, LATER);
    ok($sent, 'the message was accepted, then or later');
    $anna->gets(qr/^#\d+ \Q$subject\E/, "what came in without any for $role",
        LATER);
    return;
}

$desk->opens($kari, 'Before', $anna);
squeezed($_) for qw(milter scan);

# ---- all of them at once
my @subjects = map { "All $_" } 1 .. 3;
my %pid      = map { $_ => pid_of($_) } @roles;
squeeze($_) for @roles;
my %sent   = map { $_ => sends($_) } @subjects;
my %before = map { $_ => processor_of($pid{$_}) } @roles;
sleep LOOKED;
cmp_ok(processor_of($pid{$_}) - $before{$_}, '<', MOST, "$_ does not spin")
    for @roles;
works($_) for @roles;
for my $subject (@subjects) {
    $desk->wait_until(sub { $sent{$subject} ||= sends($subject) }, LATER);
    $anna->gets(qr/^#\d+ \Q$subject\E/, 'what came in meanwhile', LATER);
}
ok($desk->wait_until(sub { $desk->postern_idle }, LATER), 'nothing waits');
my @twice = grep { my $s = $_; 1 < grep { $_->{subject} eq $s } $desk->tickets }
    @subjects, map { "Without any for $_" } qw(milter scan);
is("@twice", '', 'and nothing came twice');

done_testing();

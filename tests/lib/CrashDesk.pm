# CrashDesk: a desk that is killed and comes back, while people go on as people
# and mail servers do: what was not taken is sent again.
package CrashDesk;
use strict;
use warnings;
use parent 'Desk';
use JSON::PP ();
use POSIX qw(:sys_wait_h);
use Time::HiRes qw(sleep time);

use constant {
    PATIENCE => 120,    # seconds for a mail to be taken
    SETTLING => 240,    # and for all to come to rest
};

# A desk on which nothing but the crashes is in the way
sub start {
    my ($class, %o) = @_;
    return $class->SUPER::start(
        imap   => 1,
        config => {
            site           => { flood_per_minute => 100_000 },
            'queue help'   => { ack_per_hour => 1000 },
            'mailbox help' => { poll => '1s' },
            # keeps what it is told beside the desk's own file
            'hook told' => {
                on      => 'new, message, reply',
                command => 'cat >>"${POSTERN_CONFIG%/*}/told"',
            },
        },
        %o
    );
}

# Starts Postern again if it is gone; returns whether it was
sub revive {
    my ($self) = @_;
    return 0 if $self->{pid} && waitpid($self->{pid}, WNOHANG) == 0;
    kill 'KILL', -$self->{pid} if $self->{pid};
    for (1 .. 20) {
        last if eval { $self->SUPER::run(); 1 };
        kill 'KILL', -$self->{pid};
    }
    $self->{revived}++;
    $self->told($self->{pid});
    return 1;
}

sub run {
    my ($self, @role) = @_;
    my $pid = $self->SUPER::run(@role);
    $self->told($pid);
    return $pid;
}

# Whom the killer may look for
sub told {
    my ($self, $pid) = @_;
    open my $file, '>', "$self->{dir}/group.new" or die "group: $!\n";
    print $file $pid;
    close $file;
    rename "$self->{dir}/group.new", "$self->{dir}/group";
    return;
}

sub wait_until {
    my ($self, $condition, @more) = @_;
    return $self->SUPER::wait_until(
        sub { $self->{watches} && $self->revive; return $condition->() },
        @more);
}

# As a mail server: again, until it is taken
sub submit {
    my ($self, $octets, %how) = @_;
    my $until = time + PATIENCE;
    while (1) {
        my $taken = eval { $self->SUPER::submit($octets, %how) };
        return $taken if $taken;
        die "never taken: $@" if time > $until;
        $self->revive if $self->{watches};
        sleep 0.2;
    }
}

# A child process that kills at random moments, by a seed: one process of
# Postern's, or all of them. Ends after `count` kills, or when it is ended.
sub start_killer {
    my ($self, $seed, $count, $mean_seconds) = @_;
    my $killer = fork // die "fork: $!\n";
    if ($killer) { $self->{killer} = $killer; return }
    srand $seed;
    $SIG{TERM} = sub { POSIX::_exit(0) };
    for (1 .. $count) {
        sleep $mean_seconds * (0.2 + rand 1.6);
        open my $file, '<', "$self->{dir}/group" or next;
        my $group = <$file> // next;
        my @processes = split ' ', qx(pgrep -g $group);
        my $one = rand() < 0.3 ? -$group : $processes[ rand @processes ];
        next unless $one && kill 'KILL', $one;
        open my $log, '>>', "$self->{dir}/kills" or next;
        print $log "$one\n";
        close $log;
    }
    POSIX::_exit(0);
}

sub end_killer {
    my ($self) = @_;
    my $killer = delete $self->{killer} or return;
    kill 'TERM', $killer;
    waitpid $killer, 0;
    return;
}

sub killer_is_done {
    my ($self) = @_;
    return 1 unless $self->{killer};
    return 0 if waitpid($self->{killer}, WNOHANG) == 0;
    delete $self->{killer};
    return 1;
}

sub kills {
    my ($self) = @_;
    open my $file, '<', "$self->{dir}/kills" or return 0;
    my @lines = <$file>;
    return scalar @lines;
}

sub end {
    my ($self) = @_;
    $self->end_killer;
    $self->{watches} = 0;
    return $self->SUPER::end;
}

# ---- what must hold afterwards

# Fates of a message that are no copies of another: there must be one
sub own_fates {
    my ($self, $message_id) = @_;
    return grep { $_->{fate_code} ne 'copy' }
        $self->why($message_id =~ s/^<|>$//gr);
}

# The ticket that a message opened, as its articles' texts
sub articles_by_first {
    my ($self, $message_id) = @_;
    my ($row) = $self->own_fates($message_id) or return ('no fate');
    return ("no ticket: $row->{fate}") unless $row->{ticket};
    return $self->texts($row->{ticket}, 'article');
}

# What the hook was told of each request, in order and each event once: "new message
# reply". A line that a kill has cut is told again.
sub told_of {
    my ($self) = @_;
    my (%seen, %of);
    $self->wait_until(sub { !$self->json('jobs') }, PATIENCE)
        or return { 'jobs that are never done' => 1 };
    open my $in, '<', "$self->{dir}/told" or return {};
    for my $line (<$in>) {
        my $e = eval { JSON::PP::decode_json($line) } or next;
        push @{ $of{ $e->{ticket}{number} } }, $e->{event}
            if !$seen{ $e->{id} }++;
    }
    close $in;
    return { map { $_ => join ' ', @{ $of{$_} } } keys %of };
}

# The ticket that a message opened
sub ticket_of {
    my ($self, $message_id) = @_;
    my ($row) = $self->own_fates($message_id) or return 0;
    return $row->{ticket} // 0;
}

# SQLite's own opinion of both databases
sub databases_are_sound {
    my ($self) = @_;
    my @wrong;
    for my $file (map { glob "$self->{dir}/etc/state/$_" }
        qw(store.db spool/spool.db))
    {
        my ($code, $out) =
            $self->capture('sqlite3', $file, 'PRAGMA integrity_check');
        push @wrong, "$file: $out" unless $out eq "ok\n";
    }
    return !@wrong;
}

1;

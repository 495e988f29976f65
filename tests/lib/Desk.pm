# Desk: a private Postfix and Dovecot with Postern behind them, in a folder of
# its own that goes away at the end; and words to ask Postern with.
#
#   my $desk = Desk->start(config => { 'queue support' => { undo => '3s' } });
#   my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
#   my $anna = $desk->operator('anna');
#
# The desk that every story begins with is in default_config below; others are
# folders in tests/desks.
package Desk;
use strict;
use warnings;
use Cwd qw(abs_path);
use Digest::SHA qw(hmac_sha256);
use Encode qw(decode);
use File::Basename qw(basename dirname);
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);
use JSON::PP ();
use MIME::Base64 qw(encode_base64);
use POSIX qw(:sys_wait_h);
use Test::More;
use IO::Socket::UNIX;
use Socket qw(SOCK_DGRAM);
use Time::HiRes qw(sleep time);
use Clock;
use ConfigFile;
use Letter;
use Person;
use Ports;
use Smtp;
use Transcript;

use constant PATIENCE => 20;    # seconds that anything may take

my $TESTS   = abs_path(dirname(__FILE__) . '/..');
my $POSTERN = abs_path($ENV{POSTERN} // "$TESTS/../postern");
my $PHONE   = 'Sent from my iPhone';

my %OPERATORS = (
    anna => { name => 'Anna Larsen', lines => 1 },
    olga => { name => 'Olga Berg',   lines => 1 },
    tom  => { name => 'Tom Vik',     lines => 2 },
);

my @running;    # desks to be ended at exit
my $owner = $$;
END {
    if ($$ == $owner) {
        local $?;
        $_->end for @running;
    }
}
$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);

binmode $_, ':encoding(UTF-8)'
    for Test::More->builder->output, Test::More->builder->failure_output,
    Test::More->builder->todo_output;

# ---- start and end

# config    => changes to default_config: { section => { key => value } };
#              undef takes a key or a section out
# desk      => 'portal': the one in tests/desks/portal instead
# transcript => 'Europe/Moscow': all that is written and read is kept, with dates
#              of that zone, in STORIES_TRANSCRIPTS/STORY.txt
# users     => further mailboxes, [ 'name@domain', ... ]
# extra_mailhost => [ 'KEY=VALUE', ... ] for tests/mailhost
# imap      => 1: a queue "help" that is polled by IMAP as well
# milter    => 0: no milter
# run       => 0: do not start Postern yet
# clock     => '2027-03-01 09:55 Europe/Moscow': when it begins, by a clock that
#              the story moves; the story is skipped if the program has none
sub start {
    my ($class, %o) = @_;
    my $self = bless { %o, log_shown => 0 }, $class;
    -x $POSTERN or die "no program at $POSTERN: build first\n";
    plan(skip_all => "$POSTERN has no clock that can be moved"
            . ' (./configure --enable-test-clock)')
        if $o{clock} && !has_test_clock();
    $self->{dir} = tempdir('desk-XXXXXX', DIR => '/tmp');
    chmod 0755, $self->{dir};
    $self->{mailhost} = "$self->{dir}/m";
    push @running, $self;
    $self->start_clock if $o{clock};
    $self->start_transcript if $o{transcript};
    $self->take_desk if $o{desk};
    ($self->{base}, $self->{held_port}) = Ports::take();
    $self->start_mailhost;
    $self->make_desk;
    $self->run unless defined $o{run} && !$o{run};
    return $self;
}

# A copy of its folder, so that files beside postern.conf are found
sub take_desk {
    my ($self) = @_;
    my $from = "$TESTS/desks/$self->{desk}";
    my ($code, undef, $err) =
        $self->capture('cp', '-r', "$from/.", $self->{dir});
    die "cp: $err\n" if $code;
    $self->{file} = ConfigFile->read_file("$from/postern.conf");
    return;
}

sub start_transcript {
    my ($self) = @_;
    my ($zone, $folder) =
        (delete $self->{transcript}, $ENV{STORIES_TRANSCRIPTS});
    return if !$folder;
    make_path($folder);
    my $name = basename($0) =~ s/\.t$//r;
    $self->{transcript} = Transcript->new(
        desk => $self,
        zone => $zone,
        file => "$folder/$name.txt"
    );
    return;
}

# Addresses that operators and queues have in the desk's own file
sub own_addresses {
    my ($self, $section, @without) = @_;
    my $file = $self->{file} or return @without;
    return map { split /\s*;\s*/, $file->get("$section $_", 'address') }
        $file->names("$section ");
}

sub start_mailhost {
    my ($self) = @_;
    my @served = $self->own_addresses('queue', 'support@example.org');
    my @users = map { "$_:secret" } 'desk@example.org', 'help@example.org',
        $self->own_addresses('operator',
            map { "$_\@example.org" } sort keys %OPERATORS),
        qw(kari@example.com per@example.com mallory@example.net),
        @{ $self->{users} // [] };
    my @milter =
        $self->wants_milter ? ("MILTER=unix:" . $self->milter_socket) : ();
    my @command = (
        "$TESTS/mailhost", 'start', $self->{mailhost}, "BASE=$self->{base}",
        "USERS=@users", 'XCLIENT=yes',
        "SERVED=@served gone\@example.com",
        'ALIASES=info@example.org=support@example.org',
        @milter, @{ $self->{extra_mailhost} // [] }
    );
    my ($code, $out, $err) = $self->capture(@command);
    die "mailhost: $err\n" if $code;
    $self->{ports} = { $out =~ /^(\w+)=(.*)$/mg };
    return;
}

sub wants_milter { my ($s) = @_; return !defined $s->{milter} || $s->{milter} }
sub milter_socket { return "$_[0]{dir}/milter.sock" }
sub config_file   { return "$_[0]{dir}/postern.conf" }
sub log_file      { return "$_[0]{dir}/postern.log" }

sub make_desk {
    my ($self) = @_;
    my $dir = $self->{dir};
    my ($code, $out, $err) = $self->capture($POSTERN, 'init', "$dir/etc");
    die "postern init: $err\n" if $code;
    $self->write_secret('password', 'secret');
    $self->write_config($self->{config});
    return;
}

sub write_secret {
    my ($self, $name, $text) = @_;
    my $path = "$self->{dir}/$name";
    open my $file, '>', $path or die "$path: $!\n";
    chmod 0600, $path;
    print $file "$text\n";
    close $file;
    return $path;
}

# Also to be done at the end, when nothing runs any more
sub at_end { my ($self, $what) = @_; push @{ $self->{at_end} }, $what; return }

sub end {
    my ($self) = @_;
    @running = grep { $_ != $self } @running;
    $self->stop if $self->{pid} || %{ $self->{roles} // {} };
    $self->capture("$TESTS/mailhost", 'stop', $self->{mailhost})
        if -d $self->{mailhost};
    $_->() for @{ $self->{at_end} // [] };
    return diag("kept: $self->{dir}") if $ENV{STORIES_KEEP};
    remove_tree($self->{dir});
    return;
}

# ---- the clock, if it is the story's

sub has_test_clock { return `'$POSTERN' --version` =~ /clock can be moved/ }

sub start_clock {
    my ($self) = @_;
    $self->{clock} = Clock->new("$self->{dir}/clock", $self->{clock});
    return;
}

# In a child: its clock is the story's
sub follow_clock {
    my ($self) = @_;
    $ENV{POSTERN_CLOCK} = $self->{clock}{file} if $self->{clock};
    return;
}

# Seconds since 1970, as the desk has them
sub now { my ($self) = @_; return $self->{clock} ? $self->{clock}->now : time }

# It is '2027-03-02 10:00 Europe/Moscow'. What was on its way has arrived
# before, and what became due is done when this returns.
sub clock_to {
    my ($self, $when) = @_;
    return $self->_put(Clock::moment($when));
}

# '3d' or '1h 30m' later
sub later {
    my ($self, $span) = @_;
    return $self->_put($self->now + Clock::span($span));
}

use constant CLOCK_STEP => 1;    # s; Postern takes less for no step at all

sub _put {
    my ($self, $seconds) = @_;
    my $span = $seconds - $self->now;
    die "the story's clock only goes forward, not by $span s\n" if $span < 0;
    $self->settled;
    return sleep $span if $span <= 2 * CLOCK_STEP;
    my $before = $self->_leaps;
    $self->{clock}->set($seconds);
    return if !$self->{pid};
    $self->ring;
    $self->wait_until(sub { $self->_leaps > $before })
        or die "the role clock does not follow\n" . $self->log_text;
    return $self->settled;
}

# How often the clock role has done what a step of its clock made due
sub _leaps {
    my ($self) = @_;
    return scalar(() = $self->log_text =~ /went forward by \d+ s/g);
}

# All roles wake up and look.
sub ring {
    my ($self) = @_;
    for my $bell (glob "$self->{dir}/run/bell.*") {
        my $socket =
            IO::Socket::UNIX->new(Type => SOCK_DGRAM, Peer => $bell) or next;
        $socket->send('!');
    }
    return;
}

# ---- configuration

sub default_config {
    my ($self) = @_;
    my ($dir, $port) = ($self->{dir}, $self->{ports});
    my %server = (
        host          => '127.0.0.1',
        server_name   => 'mail.test',
        ca_file       => $port->{CA},
        user          => 'desk@example.org',
        password_file => "$dir/password",
    );
    my %config = (
        site => {
            name     => 'Example Support',
            key_file => "$dir/etc/site.key",
            state    => "$dir/etc/state",
            run      => "$dir/run",
            admin    => 'desk@example.org',
        },
        smtp => { %server, tls => 'starttls', port => $port->{SUBMISSION} },
        'queue support' => {
            address => 'support@example.org',
            name    => 'Example Support',
            undo    => '0s',
            ack_per_hour => 100,
            hours   => 'Monday to Friday, 9:00 to 17:00',
        },
        'line 1' => { name => 'first line' },
        'line 2' => { name => 'engineers' },
    );
    for my $id (keys %OPERATORS) {
        $config{"operator $id"} =
            { %{ $OPERATORS{$id} }, address => "$id\@example.org" };
    }
    my $socket = $self->milter_socket;
    $config{milter} = { listen => "unix:$socket", mode => '0666' }
        if $self->wants_milter;
    if ($self->{imap}) {
        $config{'queue help'} =
            { %{ $config{'queue support'} }, address => 'help@example.org' };
        $config{'mailbox help'} = {
            %server,
            user  => 'help@example.org',
            tls   => 'implicit',
            port  => $port->{IMAPS},
            queue => 'help',
        };
    }
    return \%config;
}

# A desk's own postern.conf: what is this host's, and these changes
sub write_own_config {
    my ($self, $changes) = @_;
    my $file = ConfigFile->new($self->{file}->text);
    my $ours = $self->default_config;
    delete $ours->{site}{name};
    $file->set($_, $ours->{$_}) for grep { $ours->{$_} } qw(site smtp milter);
    $file->set($_, $changes->{$_}) for sort keys %{ $changes // {} };
    open my $out, '>:encoding(UTF-8)', $self->config_file
        or die "postern.conf: $!\n";
    print $out $file->text;
    close $out;
    return;
}

# Write postern.conf anew: the default with these changes
sub write_config {
    my ($self, $changes) = @_;
    return $self->write_own_config($changes) if $self->{file};
    my $config = $self->default_config;
    while (my ($section, $keys) = each %{ $changes // {} }) {
        if (!$keys) { delete $config->{$section}; next }
        $config->{$section}{$_} = $keys->{$_} for keys %$keys;
    }
    open my $file, '>', $self->config_file or die "postern.conf: $!\n";
    my $first = sub { $_[0] =~ /^site/ ? 0 : $_[0] =~ /^queue/ ? 1 : 2 };
    for my $section (
        sort { $first->($a) <=> $first->($b) || $b cmp $a } keys %$config)
    {
        print $file "[$section]\n";
        my $keys = $config->{$section};
        print $file "$_ = $keys->{$_}\n"
            for grep { defined $keys->{$_} } sort keys %$keys;
        print $file "\n";
    }
    close $file;
    return;
}

# ---- Postern's processes

# `postern run`, or with a name a single role; waits until it is up
sub run {
    my ($self, @role) = @_;
    mkdir "$self->{dir}/run";
    my @command = ($POSTERN, '--config', $self->config_file,
        @role ? ('role', @role) : 'run');
    my $pid = $self->spawn($self->log_file, @command);
    if (@role) { $self->{roles}{$pid} = "@role"; return $pid }
    $self->{pid} = $pid;
    $self->wait_until(sub { $self->is_up }) or do {
        $self->show_logs;
        die "postern run does not come up\n";
    };
    return $pid;
}

# Bound is not yet open: Postfix may connect once it has its mode
sub milter_is_open {
    my ($self) = @_;
    my @stat = stat $self->milter_socket or return 0;
    return -S _ && ($stat[2] & 0777) == 0666;
}

sub is_up {
    my ($self) = @_;
    die "postern run ended:\n" . $self->log_text
        if waitpid($self->{pid}, WNOHANG) == $self->{pid};
    return 0 if $self->wants_milter && !$self->milter_is_open;
    return 0 if $self->{imap} && $self->log_text !~ /first contact/;
    return -S "$self->{dir}/run/scan.sock";
}

# A process of its own group, with standard error to a file
sub spawn {
    my ($self, $log, @command) = @_;
    my $pid = fork // die "fork: $!\n";
    return $pid if $pid;
    setpgrp;
    open STDIN, '<', '/dev/null';
    open STDOUT, '>>', $log or POSIX::_exit(127);
    open STDERR, '>&', \*STDOUT;
    $self->follow_clock;
    $ENV{$_} = $self->{env}{$_} for keys %{ $self->{env} // {} };
    exec { $command[0] } @command or POSIX::_exit(127);
}

sub stop {
    my ($self, $signal) = @_;
    for my $pid (grep { $_ } delete $self->{pid}, keys %{ $self->{roles} }) {
        delete $self->{roles}{$pid};
        kill $signal // 'TERM', $pid;
        my $until = time + PATIENCE;
        while (waitpid($pid, WNOHANG) == 0) {
            if (time > $until) {
                diag "process $pid does not end by itself";
                kill 'KILL', -$pid;
                $until += PATIENCE;
            }
            sleep 0.02;
        }
        kill 'KILL', -$pid;    # what is left of its group
    }
    unlink $self->milter_socket;
    return;
}

# As a power cut for Postern: all its processes at once
sub kill_all {
    my ($self) = @_;
    my $pid = delete $self->{pid} or return;
    kill 'KILL', -$pid;
    waitpid $pid, 0;
    return;
}

# ---- asking Postern

# (exit code, standard output, standard error) of any command; `in` is a
# reference to what it gets on standard input
sub capture {
    my ($self, @command) = @_;
    my $in = ref $command[0] ? ${ shift @command } : '';
    my @file = map { "$self->{dir}/.$_.$$" } qw(in out err);
    open my $stdin, '>:raw', $file[0] or die "$file[0]: $!\n";
    print $stdin $in;
    close $stdin;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        $self->follow_clock;
        open STDIN,  '<', $file[0] or POSIX::_exit(127);
        open STDOUT, '>', $file[1] or POSIX::_exit(127);
        open STDERR, '>', $file[2] or POSIX::_exit(127);
        exec { $command[0] } @command or POSIX::_exit(127);
    }
    waitpid $pid, 0;
    my $code = $? & 127 ? "signal " . ($? & 127) : $? >> 8;
    my @text = map {
        open my $f, '<:raw', $_ or die "$_: $!\n";
        local $/;
        <$f> // ''
    } @file[ 1, 2 ];
    unlink @file;
    return ($code, @text);
}

# The same for `postern --config ... ARGUMENTS`, as characters
sub postern {
    my ($self, @arguments) = @_;
    my @in = ref $arguments[0] ? shift @arguments : ();
    my ($code, @text) = $self->capture(@in, $POSTERN, '--config',
        $self->config_file, @arguments);
    return ($code, map { decode('UTF-8', $_) } @text);
}

# The objects that `postern COMMAND --json ...` prints
sub json {
    my ($self, $command, @arguments) = @_;
    my ($code, $out, $err) =
        $self->postern(split(/ /, $command), '--json', @arguments);
    die "postern $command: exit $code: $err\n" if $code;
    my $json = JSON::PP->new;
    return map { $json->decode($_) } grep { /\S/ } split /\n/, $out;
}

sub ticket {
    my ($self, $number) = @_;
    return ($self->json('ticket show', $number))[0];
}
sub tickets {
    my ($self, @more) = @_;
    return $self->json('ticket list', '--all', @more);
}

# Rows of the ledger; none if nothing of the kind has been decided
sub why {
    my ($self, $what) = @_;
    my @rows = eval { $self->json('why', $what) };
    die $@ if $@ && $@ !~ /exit 66/;
    return @rows;
}

# Its exit code tells of trouble; the object is printed all the same
sub status {
    my ($self) = @_;
    my (undef, $out) = $self->postern('status', '--json');
    return JSON::PP->new->decode($out);
}

# `postern parse --json` of octets
sub parse {
    my ($self, $octets) = @_;
    my ($code, $out, $err) =
        $self->capture(\$octets, $POSTERN, 'parse', '--json', '-');
    die "postern parse: exit $code: $err\n" if $code;
    return JSON::PP::decode_json($out);
}

# A customer opens a ticket; the operators named are told, the acknowledgement
# is read. Returns the ticket's number and the operators' notifications.
sub opens {
    my ($self, $customer, $subject, @operators) = @_;
    my $to = $self->{to} // 'support@example.org';
    $customer->writes($to, $subject, "Please help with this: $subject.");
    my $ack = $customer->gets(qr/\Q$subject\E.*\[#\d+-/, 'an acknowledgement');
    my @notices =
        map { $_->gets(qr/^#\d+ \Q$subject\E/, 'a notification') } @operators;
    return ($self->number_in($ack), @notices);
}

# Teaches the filter that learns `count` letters of a class by `postern learn`;
# the function gives subject and text of each, by number.
sub learns {
    my ($self, $class, $count, $write) = @_;
    my $path = "$self->{dir}/$class.mbox";
    open my $mbox, '>', $path or die "$path: $!\n";
    for my $n (1 .. $count) {
        my ($subject, $text) = $write->($n);
        my $letter = Letter->compose(
            from    => "Somebody <person$n\@example.net>",
            to      => 'support@example.org',
            subject => $subject,
            text    => "$text\n",
        );
        $letter =~ s/\r\n/\n/g;
        print $mbox "From somebody Mon Jan  1 00:00:00 2024\n$letter\n";
    }
    close $mbox;
    my ($code, $out, $err) = $self->postern('learn', $class, $path);
    die "postern learn $class: exit $code: $err\n" if $code;
    return $out;
}

# One field of a ticket
sub field {
    my ($self, $number, $name) = @_;
    return $self->ticket($number)->{$name};
}

# Texts of a ticket's entries of one kind: article, note or event
sub texts {
    my ($self, $number, $kind) = @_;
    return map { $_->{text} }
        grep { $_->{kind} eq $kind } @{ $self->ticket($number)->{entries} };
}

# Fates of what came in, newest first
sub fates {
    my ($self, $what) = @_;
    return map { $_->{fate_code} // $_->{fate} } $self->why($what);
}

# The number of the ticket that a subject names
sub number_in {
    my ($self, $letter) = @_;
    my ($number) = $letter->subject =~ /\[?#(\d+)/;
    return $number;
}

# ---- waiting

# Calls `condition` until it is true; false after some seconds
sub wait_until {
    my ($self, $condition, $seconds) = @_;
    my $until = time + ($seconds // PATIENCE);
    my $pause = 0.02;
    while (1) {
        my $result = $condition->();
        return $result if $result;
        return 0 if time > $until;
        sleep $pause;
        $pause *= 1.5 if $pause < 0.2;
    }
}

# Waits until nothing is on its way: Postfix's queue, spool and outgoing mail
# are empty, twice in a row
sub settled {
    my ($self, $seconds) = @_;
    my $quiet = 0;
    return $self->wait_until(
        sub {
            my $busy = !$self->postfix_empty || !$self->postern_idle;
            $quiet = $busy ? 0 : $quiet + 1;
            return $quiet > 1;
        },
        $seconds
    ) || $self->_still_busy;
}

sub _still_busy {
    my ($self) = @_;
    diag 'still busy: ', join ' ', $self->postfix_queue,
        explain eval { $self->status };
    $self->show_logs;
    return 0;
}

sub postfix_queue {
    my ($self) = @_;
    my $queue = "$self->{mailhost}/p/queue";
    return grep { -f } map { glob "$queue/$_/*" }
        qw(incoming active deferred maildrop deferred/*);
}

sub postfix_empty { my @files = $_[0]->postfix_queue; return !@files }

sub postern_idle {
    my ($self) = @_;
    my $status = eval { $self->status } or return 0;
    return !$status->{spool}{waiting} && !$status->{outgoing}{ready}
        && !$status->{learned}{waiting};
}

# ---- people

sub customer {
    my ($self, $mailbox) = @_;
    my ($name, $address) = $mailbox =~ /^(.*?)\s*<(.*)>$/;
    return Person->new(desk => $self, name => $name, address => $address);
}

sub operator_name {
    my ($self, $id) = @_;
    return $OPERATORS{$id}{name} if !$self->{file};
    return $self->{file}->get("operator $id", 'name');
}

sub operator {
    my ($self, $id, %more) = @_;
    return Person->new(
        desk    => $self,
        name    => $self->operator_name($id),
        address => "$id\@example.org",
        phone   => $PHONE,
        %more
    );
}

# What people find is said by these two; the demo says it in its own way.
sub check {
    my ($self, $is_right, $what) = @_;
    return ok($is_right, $what);
}

sub give_up {
    done_testing();
    exit 1;
}

# Mail to the polled mailbox goes past the milter, as if it was another host's.
sub smtp_port {
    my ($self, @to) = @_;
    my $polled = $self->{imap} && grep { /^help[@+]/i } @to;
    return $self->{ports}{ $polled ? 'DIRECT' : 'SMTP' };
}

# Sends octets by SMTP to Postfix; dies if they are refused. user and password
# log in first; client tells another address by XCLIENT.
sub submit {
    my ($self, $octets, %how) = @_;
    my $port = $self->smtp_port(@{ $how{to} });
    my $smtp = Smtp->new(port => $port, client => $how{client});
    $smtp->login($how{user}, $how{password}) if $how{user};
    my $code = $smtp->mail($octets, %how);
    my $answer = $smtp->last_answer;
    $smtp->quit;
    die "refused: $answer\n" if $code != 250;
    return $answer;
}

# A token that the mailhost's Dovecot takes for XOAUTH2 (a JWT, HS256)
sub oauth_token {
    my ($self, $user) = @_;
    my $code = sub { encode_base64($_[0], '') =~ tr{+/=}{-_}dr };
    my $now  = int time;
    my $claims = join '.', map { $code->(JSON::PP::encode_json($_)) }
        { typ => 'JWT', alg => 'HS256', kid => 'default' },
        { sub => $user, iat => $now, nbf => $now, exp => $now + 3600 };
    my $key = 'test-jwt-key-test-jwt-key-test-jwt';
    return "$claims." . $code->(hmac_sha256($claims, $key));
}

# ---- logs

sub log_text {
    my ($self) = @_;
    open my $file, '<', $self->log_file or return '';
    local $/;
    return <$file> // '';
}

sub show_logs {
    my ($self) = @_;
    my @lines = split /\n/, $self->log_text;
    splice @lines, 0, @lines - 40 if @lines > 40;
    diag "end of Postern's log:";
    diag "  $_" for @lines;
    return;
}

1;

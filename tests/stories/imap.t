#!/usr/bin/perl
# A mailbox that is polled: what is taken, where it goes, and what happens when
# the server, the network or somebody else gets in the way. Only the imap role
# runs here; what it accepted is read in the spool.
use strict;
use warnings;
use Desk;
use File::Path qw(make_path remove_tree);
use IO::Handle;
use Socket;
use Test::More;
use Time::HiRes qw(sleep time);

# Dovecot takes a client with its own address as one that needs no TLS
my $address = '127.0.0.2';
my $desk = Desk->start(imap => 1, milter => 0, run => 0,
    extra_mailhost => ["IMAP_ADDR=$address"]);
my $port = $desk->{ports};
my $mail = "$desk->{mailhost}/d/mail/example.org/help";
my $number = 0;

# ---- words of this story

# Lay a file into the mailbox, as its delivery agent does
sub lay {
    my ($octets, $flags) = @_;
    my $name = sprintf '%d.M%06dP%d.mail', time, ++$number, $$;
    make_path(map({ "$mail/$_" } qw(tmp new cur)),
        { owner => 'mail', group => 'mail' });
    open my $file, '>:raw', "$mail/tmp/$name" or die "$mail: $!\n";
    print $file $octets;
    close $file;
    chown((getpwnam('mail'))[2, 3], "$mail/tmp/$name");
    my $to = $flags ? "cur/$name:2,$flags" : "new/$name";
    rename "$mail/tmp/$name", "$mail/$to" or die "$to: $!\n";
    return $number;
}

# A customer's letter; its sender's address tells it from all others
sub letter {
    my ($more) = @_;
    my $n = $number + 1;
    return "Return-Path: <kari+$n\@example.com>\r\n"
        . ($more // '')
        . "Message-ID: <$n\@example.com>\r\nFrom: kari\@example.com\r\n"
        . "Subject: letter $n\r\n\r\nHello.\r\n";
}
sub letters { my ($count) = @_; return map { lay(letter()) } 1 .. $count }

sub files { my ($in) = @_; return grep { -f } glob "$in/new/* $in/cur/*" }
sub in_folder { return scalar files($mail) }
sub filed { return scalar files("$mail/.Postern") }

# One value of the spool
sub spool {
    my ($what) = @_;
    my $db = "$desk->{dir}/etc/state/spool/spool.db";
    my ($code, $out) =
        $desk->capture('sqlite3', '-cmd', '.timeout 5000', $db,
        "SELECT $what FROM entry");
    return $out =~ s/\s+\z//r;
}
sub accepted { return 0 + (spool('count(*)') || 0) }
sub different { return 0 + (spool('count(DISTINCT sender)') || 0) }

sub accepts {
    my ($count, $what, $seconds) = @_;
    $desk->wait_until(sub { accepted() >= $count }, $seconds);
    return is(accepted(), $count, $what);
}
sub folder_has {
    my ($count, $what, $seconds) = @_;
    $desk->wait_until(sub { in_folder() == $count }, $seconds);
    return is(in_folder(), $count, $what);
}

sub says {
    my ($words, $what, $seconds) = @_;
    ok($desk->wait_until(sub { $desk->log_text =~ $words }, $seconds), $what)
        or $desk->show_logs;
    return;
}

# The mailbox's settings, and nothing that was accepted or logged before
my %settings;
sub configure {
    my (%changes) = @_;
    %settings = (host => $address, poll => '1s', timeout => '5s', %changes);
    $desk->write_config({
        site => { alarm_command => "cat >> $desk->{dir}/alarm" },
        'mailbox help' => \%settings
    });
    return;
}
sub begin_anew {
    my (%changes) = @_;
    $desk->stop;
    # what is remembered beside the spool, too: else it counts as lost
    remove_tree("$desk->{dir}/etc/state/$_") for qw(spool mailboxes);
    remove_tree($mail);
    unlink $desk->log_file, "$desk->{dir}/alarm";
    configure(%changes);
    return;
}
sub poller { return $desk->run('imap', 'help') }
sub reload { my ($pid) = @_; kill 'HUP', $pid; return }
# The first contact must be made before mail can be new
sub first_contact {
    my $pid = poller();
    says(qr/first contact/, 'first contact is made');
    return $pid;
}

# A proxy before the server's IMAPS: the first connections are cut after so many
# octets from the server, all others are left alone
sub breaking_proxy {
    my (@cuts) = @_;
    socket(my $door, PF_INET, SOCK_STREAM, 0) or die "socket: $!\n";
    bind($door, sockaddr_in(0, INADDR_LOOPBACK)) or die "bind: $!\n";
    listen($door, 5);
    my ($number) = sockaddr_in(getsockname $door);
    my $child = fork // die "fork: $!\n";
    return { port => $number, pid => $child } if $child;
    while (accept(my $client, $door)) {
        socket(my $server, PF_INET, SOCK_STREAM, 0);
        connect($server, sockaddr_in($port->{IMAPS}, inet_aton($address)));
        forward($client, $server, shift @cuts);
    }
    POSIX::_exit(0);
}

sub forward {
    my ($client, $server, $left) = @_;
    my ($c, $s) = map { fileno $_ } $client, $server;
    while (1) {
        my $ready = '';
        vec($ready, $_, 1) = 1 for $c, $s;
        select $ready, undef, undef, undef;
        for my $from ($client, $server) {
            next if !vec $ready, fileno $from, 1;
            my $to = $from == $client ? $server : $client;
            sysread $from, my $octets, 4096 or return;
            if (defined $left && $from == $server) {
                $octets = substr $octets, 0, $left;
                $left -= length $octets;
            }
            syswrite $to, $octets;
            return if defined $left && $left <= 0;
        }
    }
}

# A server of our own with one message, for what Dovecot never says: each quirk
# is a sub that gets (client, tag, command) and answers itself if it returns true
sub odd_server {
    my ($quirk) = @_;
    socket(my $door, PF_INET, SOCK_STREAM, 0) or die "socket: $!\n";
    bind($door, sockaddr_in(0, INADDR_LOOPBACK)) or die "bind: $!\n";
    listen($door, 5);
    my ($number) = sockaddr_in(getsockname $door);
    my $child = fork // die "fork: $!\n";
    return { port => $number, pid => $child } if $child;
    while (accept(my $client, $door)) {
        $client->autoflush(1);
        local $SIG{PIPE} = 'IGNORE';
        print $client "* OK ready\r\n";
        while (my $line = <$client>) {
            my ($tag, $command) = $line =~ /^(\S+) (.*?)\r?\n/ or next;
            odd_answer($client, $tag, $command)
                if !$quirk->($client, $tag, $command);
        }
    }
    POSIX::_exit(0);
}
my $odd_letter = "Return-Path: <kari\@example.com>\r\n"
    . "Message-ID: <odd\@example.com>\r\nFrom: kari\@example.com\r\n\r\nHello.\r\n";
sub odd_answer {
    my ($client, $tag, $command) = @_;
    my $size = length $odd_letter;
    print $client "* CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN MOVE\r\n"
        if $command =~ /^CAPABILITY/;
    print $client "* 1 EXISTS\r\n* OK [UIDVALIDITY 9] ok\r\n* OK [UIDNEXT 8] ok\r\n"
        if $command =~ /^SELECT/;
    print $client "* SEARCH 7\r\n" if $command =~ /^UID SEARCH/;
    print $client "* 1 FETCH (UID 7 RFC822.SIZE $size)\r\n"
        if $command =~ /^UID FETCH.*SIZE/;
    print $client "* 1 FETCH (UID 7 BODY[] {$size}\r\n$odd_letter)\r\n"
        if $command =~ /^UID FETCH.*BODY/;
    print $client "$tag OK done\r\n";
    return;
}
sub with_server {
    my ($server, $test) = @_;
    begin_anew(backlog => 'yes', host => '127.0.0.1', tls => 'none',
        port => $server->{port});
    poller();
    $test->();
    $desk->stop;
    kill 'KILL', $server->{pid};
    waitpid $server->{pid}, 0;
    return;
}

# ---- first contact
begin_anew();
letters(3);
my $pid = first_contact();
says(qr/the 3 messages in it stay/, 'and says what it does with old mail');
letters(1);
accepts(1, 'new mail is taken');
folder_has(3, 'and put away; old mail stays');
is(filed(), 1, 'in a folder that was made for it');
is(spool('sender'), 'kari+4@example.com', 'its sender is known');

lay(letter(), 'S');
accepts(2, 'mail that somebody has read already is taken too');
lay(letter("Delivered-To: help+x\@example.org\r\n"
        . "Delivered-To: somebody\@example.net\r\n"));
accepts(3, 'so is mail with a plus part');
like(spool('group_concat(cast(recipients AS text))'),
    qr/help\+x\@example\.org/, 'whose recipient is read in its header');
unlike(spool('group_concat(cast(recipients AS text))'),
    qr/example\.net/, 'but only if it is one of ours');

my $began = time;
letters(1);
accepts(4, 'IDLE tells of new mail');
cmp_ok(time - $began, '<', 3, 'at once');

$began = time;
$desk->stop;
cmp_ok(time - $began, '<', 2, 'the role ends at once when asked to');
letters(2);
poller();
accepts(6, 'what came meanwhile is taken');
folder_has(3, 'old mail still stays');
is(different(), 6, 'nothing came twice');

# ---- backlog
begin_anew(backlog => 'yes');
letters(2000);
$began = time;
poller();
accepts(2000, '2,000 waiting messages are taken', 60);
my $spent = time - $began;
cmp_ok($spent, '<', 30, 'quickly');
note sprintf '%.1f s for 2,000 messages', $spent;
folder_has(0, 'and put away', 30);
is(different(), 2000, 'each once');

# ---- after = keyword
begin_anew(after => 'keyword', backlog => 'yes');
letters(5);
$pid = poller();
accepts(5, 'keyword: all are taken');
ok($desk->wait_until(sub { 5 == grep { /:2,[A-Z]*[a-z]/ } files($mail) }),
    'and marked');
$desk->stop;
poller();
letters(1);
accepts(6, 'after a restart only the new one is taken');
folder_has(6, 'all stay in the folder');

# ---- after = delete
begin_anew(after => 'delete', backlog => 'yes');
letters(3);
lay(letter(), 'T');    # somebody has marked it as deleted
poller();
accepts(4, 'delete: all are taken');
folder_has(0, 'and are gone');

# ---- accepted but not filed: the role died in between, again and again
begin_anew(backlog => 'yes');
letters(1500);
for my $try (1 .. 6) {
    $pid = poller();
    my $before = accepted();
    $desk->wait_until(sub { accepted() > $before || !in_folder() }, 10);
    sleep rand 0.3;
    $desk->stop('KILL');
}
poller();
accepts(1500, 'kill -9: nothing is lost', 60);
folder_has(0, 'all are filed in the end', 30);
is(different(), 1500, 'nothing came twice');
is(filed(), 1500, 'nothing was lost in filing');

# ---- the connection breaks in the middle of a message, again and again
begin_anew(backlog => 'yes');
letters(600);
my @cuts = map { 9_000 + 7_001 * $_ } 0 .. 4;    # octets, then it is cut
my $between = breaking_proxy(@cuts);
configure(backlog => 'yes', host => '127.0.0.1', port => $between->{port});
poller();
says(qr/mailbox help: .*(connection|closed).*its mail stays on the server/,
    'a connection breaks: the log says so');
accepts(600, 'nothing is lost', 60);
folder_has(0, 'all are filed', 30);
is(different(), 600, 'nothing came twice');
says(qr/works again after/, 'the log says that it works again');
kill 'KILL', $between->{pid};
waitpid $between->{pid}, 0;

# ---- the server is away for a while
begin_anew(backlog => 'yes');
letters(1);
poller();
accepts(1, 'before the server goes away');
my $master = do {
    local (@ARGV, $/) = "$desk->{mailhost}/d/run/master.pid";
    <> + 0;
};
kill 'TERM', $master;
$desk->wait_until(sub { !kill 0, $master });
says(qr/cannot connect: Connection refused.*next try in/, 'it is missed');
letters(1);
$desk->capture('dovecot', '-c', "$desk->{mailhost}/d/dovecot.conf");
accepts(2, 'it is back: mail that came meanwhile is taken', 60);

# ---- UIDVALIDITY changes
begin_anew();
letters(2);
first_contact();
letters(2);
accepts(2, 'UIDVALIDITY: two old, two taken');
folder_has(2, 'two old stay');
$desk->stop;
sleep 1.1;    # UIDVALIDITY is a time in seconds
unlink glob "$mail/dovecot* $mail/.dovecot*";
utime time - 86400, time - 86400, files($mail);    # they are of yesterday
letters(3);
poller();
says(qr/UIDVALIDITY is now/, 'it changes: the log says so');
accepts(5, 'what is new is taken');
folder_has(2, 'old mail stays even so');
letters(1);
accepts(6, 'and it goes on');

begin_anew(backlog => 'yes', after => 'keyword');
letters(3);
poller();
accepts(3, 'with a backlog and keywords');
$desk->stop;
sleep 1.1;
unlink glob "$mail/dovecot* $mail/.dovecot*";
letters(1);
poller();
$desk->wait_until(sub { accepted() >= 4 });
$desk->wait_until(sub { different() == 4 });
is(different(), 4, 'nothing is lost; copies are recognised later');

# ---- bad messages
begin_anew(backlog => 'yes');
letters(2);
lay('');
lay("\0\0\0no header at all\0");
lay(letter() . "x" x 76 . "\r\n" x 10);
my $large = lay("Subject: large\r\n\r\n" . ("x" x 998 . "\r\n") x 68000);
lay("Return-Path: <>\r\nSubject: bounce\r\n\r\n\r\n");
letters(2);
poller();
says(qr/cannot be fetched: it has \d+ octets/, 'one that is too large is named');
accepts(8, 'all others are taken, whatever is in them');
folder_has(1, 'and the large one stays');

# ---- a second poller of the same mailbox
begin_anew(backlog => 'yes', idle => 'no');
letters(600);
my $other = "$desk->{dir}/other.conf";
my $text = do { local (@ARGV, $/) = $desk->config_file; <> };
$text =~ s{^state = .*}{state = $desk->{dir}/other}m;
open my $file, '>', $other or die "$other: $!\n";
print $file $text;
close $file;
mkdir "$desk->{dir}/other";
my $program = $ENV{POSTERN} // './postern';
my $second = $desk->spawn("$desk->{dir}/other.log", $program, '--config', $other,
    'role', 'imap', 'help');
poller();
folder_has(0, 'two pollers: all is put away', 60);
kill 'TERM', $second;
waitpid $second, 0;
my ($code, $theirs) = $desk->capture('sqlite3',
    "$desk->{dir}/other/spool/spool.db", 'SELECT sender FROM entry');
my %seen = map { $_ => 1 } split(/\n/, $theirs),
    split /\n/, spool('group_concat(sender, char(10))');
is(scalar keys %seen, 600, 'between them they have everything');
is(different(), accepted(), 'and neither has anything twice');
unlike($desk->log_text, qr/next try/, 'and neither was disturbed');

# ---- doors of the server
for my $case (
    [ 'STARTTLS', { tls => 'starttls', port => $port->{IMAP} } ],
    [ 'XOAUTH2', { password_file => undef,
            token_command => 'echo ' . $desk->oauth_token('help@example.org') } ],
    [ 'the name in the certificate', { server_name => 'localhost' } ],
    )
{
    my ($what, $changes) = @$case;
    begin_anew(backlog => 'yes', %$changes);
    letters(1);
    poller();
    accepts(1, $what);
}

# ---- what is wrong is said, and mended without a restart
open my $wrong, '>', "$desk->{dir}/wrong" or die;
print $wrong "wrong\n";
close $wrong;
chmod 0600, "$desk->{dir}/wrong";
for my $case (
    [ 'wrong name', { server_name => 'mail.example.net' },
        qr/wrong name: its certificate is for mail\.test, localhost.*set server_name/ ],
    [ 'unknown CA', { ca_file => undef }, qr/not verified.*set ca_file/ ],
    [ 'no CA file', { ca_file => "$desk->{dir}/none.pem" }, qr/ca_file .*none\.pem/ ],
    [ 'wrong password', { password_file => "$desk->{dir}/wrong" },
        qr/login as help\@example\.org refused.*check user and password_file/ ],
    [ 'wrong token', { password_file => undef, token_command => 'echo nonsense' },
        qr/login as help\@example\.org refused.*token_command/ ],
    [ 'no such folder', { folder => 'Nowhere' }, qr/folder "Nowhere".*refused/ ],
    [ 'passwords without TLS', { tls => 'none', port => $port->{IMAP} },
        qr/takes no passwords without TLS: set tls/ ],
    [ 'nobody there', { port => $desk->{base} + 90 }, qr/cannot connect.*next try in/ ],
    [ 'TLS on the wrong port', { port => $port->{IMAP} }, qr/TLS handshake failed.*starttls/ ],
    )
{
    my ($what, $changes, $words) = @$case;
    begin_anew(backlog => 'yes', %$changes);
    letters(1);
    $pid = poller();
    says($words, "$what: the log says what to do");
    ok($desk->wait_until(sub { -s "$desk->{dir}/alarm" }), 'an alarm is raised')
        if $what eq 'wrong name';    # the first: later ones have the same cause
    is(accepted(), 0, 'nothing is taken');
    configure(backlog => 'yes');
    reload($pid);
    accepts(1, 'mended and reloaded, it works');
}

# ---- servers that say what Dovecot never says
my $logins = 0;
with_server(
    odd_server(sub {
        my ($client, $tag, $command) = @_;
        return 0 if $command !~ /^AUTHENTICATE/ || ++$logins > 1;
        print $client "$tag NO [LIMIT] LOGIN Rate limit hit.\r\n";
        return 1;
    }),
    sub {
        says(qr/not now: NO \[LIMIT\].*next try in/, 'a throttled login waits');
        accepts(1, 'and then its mail is taken', 30);
        unlike($desk->log_text, qr/check user and password/,
            'it is not called a wrong password');
        ok(!-s "$desk->{dir}/alarm", 'and nobody is alarmed');
    });
with_server(
    odd_server(sub {
        my ($client, $tag, $command) = @_;
        print $client "* 1 FETCH (FLAGS (\\Seen) UID 7)\r\n* 1 FETCH (UID 7 "
            . "X-NEW (a {3}\r\nb(c d) MODSEQ (5))\r\n"
            if $command =~ /^UID FETCH.*BODY/;
        print $client "* SEARCH 0\r\n" if $command =~ /^UID SEARCH/;
        return 0;
    }),
    sub {
        accepts(1, 'flags, unknown items and a 0 are no answers');
        unlike($desk->log_text, qr/cannot be fetched/, 'nothing is put off');
    });
with_server(
    odd_server(sub {
        my ($client, $tag, $command) = @_;
        return 0 if $command !~ /^UID SEARCH/;
        1 while print $client "* 1 EXISTS\r\n" x 1000;
        return 1;
    }),
    sub {
        says(qr/sent more than 16777216 octets.*next try/,
            'a server that does not stop is left');
    });

# ---- a server that stalls
begin_anew(backlog => 'yes');
letters(1);
{
    socket(my $deaf, PF_INET, SOCK_STREAM, 0) or die;
    bind($deaf, sockaddr_in(0, INADDR_LOOPBACK)) and listen($deaf, 5) or die;
    my ($stall) = sockaddr_in(getsockname $deaf);
    configure(backlog => 'yes', host => '127.0.0.1', port => $stall, timeout => '1s');
    $pid = poller();
    says(qr/TLS handshake: no answer.*next try/, 'a deaf server is given up');
    configure(backlog => 'yes');
    reload($pid);
    accepts(1, 'the right one is heard');
}

done_testing();

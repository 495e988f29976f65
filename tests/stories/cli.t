#!/usr/bin/perl
# The command line from outside: exit codes, --json, nearest names, the desk
# that `init` makes, one `run` per desk. Needs no mail server.
use strict;
use warnings;
use File::Path 'remove_tree';
use File::Temp 'tempdir';
use JSON::PP;
use POSIX ':sys_wait_h';
use Test::More;
use Time::HiRes 'sleep';

my $POSTERN = $ENV{POSTERN} // './postern';
my $dir     = tempdir('postern-cli-XXXXXX', TMPDIR => 1);
chmod 0755, $dir;
our $conf = "$dir/desk/postern.conf";
delete $ENV{POSTERN_CONFIG};

# (exit code, standard output, standard error)
sub run {
    my @command = @_;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        alarm 60;    # outlives exec: nothing here takes so long
        open STDIN,  '<', '/dev/null';
        open STDOUT, '>', "$dir/out";
        open STDERR, '>', "$dir/err";
        exec { $command[0] } @command or POSIX::_exit(127);
    }
    waitpid $pid, 0;
    my @text = map { slurp("$dir/$_") } qw(out err);
    return ($? & 127 ? "signal $?" : $? >> 8, @text);
}
sub postern { return run($POSTERN, '--config', $conf, @_) }

sub slurp {
    my ($path) = @_;
    open my $in, '<', $path or return '';
    local $/;
    return <$in> // '';
}

sub change_conf {
    my ($from, $to) = @_;
    my $text = slurp($conf);
    $text =~ s/$from/$to/m or die "no $from in $conf\n";
    write_conf($text);
    return;
}

sub write_conf {
    open my $out, '>', $conf or die "$conf: $!\n";
    print $out @_;
    close $out;
    return;
}

# Every line of standard output is one JSON object
sub json_ok {
    my ($what, $out) = @_;
    my @objects = map { eval { decode_json($_) } } split /\n/, $out;
    ok(!grep({ ref $_ ne 'HASH' } @objects), "$what: one JSON object a line");
    return @objects;
}

sub child_pids { return split ' ', slurp("/proc/$_[0]/task/$_[0]/children") }

# Command lines of a process's children
sub children { return join ' ', map { slurp("/proc/$_/cmdline") } child_pids(@_) }

sub wait_until {
    my ($condition) = @_;
    for (1 .. 200) {
        return 1 if $condition->();
        sleep 0.05;
    }
    return 0;
}

# ---- without a desk
my ($code, $out, $err) = run($POSTERN);
is($code, 64, 'no command: usage');
($code, $out) = run($POSTERN, '--help');
is($code, 0, '--help');
like($out, qr/^    why /m, 'lists the commands');
($code, $out) = run($POSTERN, '--version');
like($out, qr/^postern \d/, '--version');
($code, $out, $err) = run($POSTERN, 'stauts');
is($code, 64, 'unknown command');
like($err, qr/did you mean "status"/, 'and the nearest name');
($code, $out, $err) = run($POSTERN, '--confg', 'x');
is($code, 64, 'unknown global option');
for my $command ((run($POSTERN, '--help'))[1] =~ /^    (\w+) /mg) {
    ($code, $out) = run($POSTERN, $command, '--help');
    is($code, 0, "$command --help");
    like($out, qr/Usage:\s+postern $command/, 'tells how to use it');
    ($code) = run($POSTERN, $command, '--no-such-option');
    is($code, 64, 'and refuses an unknown option');
}

{
    local $ENV{POSTERN_CONFIG} = "$dir/by-environment.conf";
    ($code, $out, $err) = run($POSTERN, 'config');
    like($err, qr/^\Q$dir\E\/by-environment\.conf: /, 'POSTERN_CONFIG');
}
($code, $out, $err) = postern('config');
is($code, 78, 'no configuration file');
like($err, qr/^\Q$conf\E: cannot be read: .*No such file/, 'names it');
($code, $out) = postern('config', '--manual');
is($code, 0, 'config --manual needs none');
($code, $out, $err) = postern('role', 'milte');
is($code, 64, 'unknown role');
like($err, qr/did you mean "milter"/, 'and the nearest name');

# ---- init
($code, $out, $err) = run($POSTERN, 'init', "$dir/desk");
is($code, 0, "init $err");
my %mode = map { $_ => (stat "$dir/desk/$_")[2] & 0777 }
    qw(site.key state state/store.db);
is($mode{'site.key'}, 0600, 'the key is private');
is($mode{state}, 0700, 'and the state');
my $key = slurp("$dir/desk/site.key");
like($key, qr/^[0-9a-f]{64}$/, 'the key is 64 digits');
my $first = slurp($conf);
($code, $out, $err) = run($POSTERN, 'init', "$dir/desk");
is($code, 77, 'init overwrites nothing');
is(slurp("$dir/desk/site.key") . slurp($conf), $key . $first, 'indeed not');

# ---- check and config
($code, $out) = postern('check');
is($code, 0, 'the desk that init makes is in order');
like($out, qr/^warning: \[site\] authserv_id.*To\s+get\s+better/ms, 'check advises');
($code, $out) = postern('config', '--all');
like($out, qr/^undo = 1m$/m, 'config --all has defaults');
{
    local $conf = "$dir/again.conf";
    write_conf($out);
    is((postern('config', '--all'))[1], $out, 'and reads as it prints');
}
change_conf('^address = support.*', "adress = x\nundo = 60");
change_conf('^\[smtp\]', '[smpt]');
($code, $out) = postern('check');
is($code, 78, 'mistakes');
like($out, qr/^\Q$conf\E:\d+: .*adress; did you mean "address"/m, 'a key');
like($out, qr/^\Q$conf\E:\d+: .*"60" needs a unit/m, 'a unit');
like($out, qr/^\Q$conf\E:\d+: .*\[smpt\]; did you mean "smtp"/m, 'a section');
my @problems = json_ok('check --json', (postern('check', '--json'))[1]);
is((grep { $_->{severity} eq 'error' } @problems) > 2, 1, 'all of them');
is((postern('reload'))[0], 78, 'reload refuses such a file');
is((postern('run'))[0], 78, 'and so does run');
write_conf($first);
chmod 0644, "$dir/desk/site.key";
($code, $out) = postern('check');
is($code, 78, 'a key that others can read');
like($out, qr/chmod 600/, 'and what to do');
chmod 0600, "$dir/desk/site.key";
write_conf($first, "[queue a]\naddress = ", 'x' x 30, "\@example.org\n");
($code, $out) = postern('check');
like($out, qr/leave\s+no\s+room\s+for\s+reply/, 'a local part too long');
is((json_ok('--json before the command', (postern('--json', 'check'))[1]))
    > 0, 1, 'is the same as behind it');
write_conf($first);

# ---- looking into an empty desk
my ($status) = json_ok('status --json', (postern('status', '--json'))[1]);
is($status->{spool}{waiting} + $status->{outgoing}{ready}, 0, 'is idle');
is($status->{running}, undef, 'nothing runs');
is((postern('status'))[0], 75, 'and so it is not well');
for my $command ('ticket', 'ticket list', 'held list', 'queue',
    'queue flush', 'ticket search word')
{
    is((postern(split / /, $command))[0], 0, $command);
}
for my $command ('ticket show 1001', 'held show 1', 'held drop 1', 'why x',
    'why #1001', 'why a@b.example', 'why <a@b.example>')
{
    is((postern(split / /, $command))[0], 66, "$command: there is none");
}
for my $command ('ticket show x', 'held release', 'held sho 1', 'why',
    'queue fl', 'run now', 'role', 'init')
{
    is((postern(split / /, $command))[0], 64, "$command: usage");
}
rename "$dir/desk/state/store.db", "$dir/store.db";
is((postern('status'))[0], 66, 'no store');
rename "$dir/store.db", "$dir/desk/state/store.db";

# ---- what was accepted and is not yet decided
{
    open my $mail, '>', "$dir/mail";
    print $mail "Subject: hello\n\nHello.\n";
    close $mail;
    local $? = 0;
    system "$POSTERN --config $conf deliver -f '' support\@example.org"
        . " <$dir/mail 2>$dir/err";
    is($?, 0, 'deliver');
    my @waiting = json_ok('queue --json', (postern('queue', '--json'))[1]);
    is(join(' ', map { "$_->{where} $_->{door} <$_->{sender}>" } @waiting),
        'spool deliver <>', 'queue shows it');
    like((postern('queue'))[1], qr/^$waiting[0]{id} deliver +<>/m,
        'to people too');
    system "$POSTERN --config $dir/none.conf deliver x\@y <$dir/mail"
        . " 2>$dir/err";
    is($? >> 8, 75, 'without a configuration the MTA keeps the message');
}

# ---- root leaves nothing behind that the desk's own user cannot read
SKIP: {
    my $uid = getpwnam 'nobody';
    skip 'not root', 4 if $> || !$uid;
    is((run($POSTERN, 'init', '--user', 'nobody', "$dir/theirs"))[0], 0,
        'init --user');
    local $conf = "$dir/theirs/postern.conf";
    my $spool = "$dir/theirs/state/spool";
    is((stat $spool)[4], $uid, 'gives the state to that user');
    open my $mail, '>', "$dir/mail";
    print $mail "Subject: large\n\n", "x\n" x 200_000;
    close $mail;
    system "$POSTERN --config $conf deliver support\@example.org"
        . " <$dir/mail 2>$dir/err";
    my @files = glob "$spool/files/*";
    is(scalar @files, 1, 'a large message lies in a file');
    is((stat $files[0])[4], $uid, 'of that user');
}

# ---- the filter that learns
for my $n (1 .. 3) {
    open my $mail, '>', "$dir/m$n.eml" or die;
    print $mail "Message-ID: <$n\@example.com>\nSubject: pills $n\n\n",
        "buy pills $n\n";
    close $mail;
}
sub learn { return (json_ok("learn @_", (postern('--json', 'learn', @_))[1]))[0] }
is(learn('spam', "$dir/m1.eml", "$dir/m2.eml")->{learned}, 2, 'learn spam');
is(learn('spam', "$dir/m1.eml")->{known}, 1, 'the same again is known');
is(learn('ham', "$dir/m1.eml")->{corrected}, 1, 'corrected');
is(learn('forget', "$dir/m2.eml")->{forgotten}, 1, 'forgotten');
is(learn('forget', "$dir/m3.eml")->{known}, 1, 'nothing to forget');
my @taught = json_ok('learn status', (postern('learn', '--json'))[1]);
is_deeply([map { "$_->{class} $_->{messages}" } @taught], ['spam 0', 'ham 1'],
    'what it knows');
my ($judged) = json_ok('scan', (postern('scan', '--json', "$dir/m1.eml"))[1]);
is($judged->{probability}, undef, 'too little for an opinion');
mkdir "$dir/box";
mkdir "$dir/box/$_" for qw(cur new tmp);
rename "$dir/m2.eml", "$dir/box/new/1";
rename "$dir/m3.eml", "$dir/box/tmp/2";
is(learn('spam', "$dir/box")->{messages}, 1, 'a Maildir');
open my $mbox, '>', "$dir/mbox" or die;
print $mbox "From a\@example.com Mon Jan  1 00:00:00 2024\n",
    "Message-ID: <$_\@example.com>\nSubject: x\n\n>From here\nFrom there\n\n"
    for 4 .. 6;
close $mbox;
is(learn('spam', "$dir/mbox")->{learned}, 3, 'an mbox');
for my $wrong (['sapm', 'x'], ['spam'], ['publish', 'x'], ['category:x', 'y']) {
    is((postern('learn', @$wrong))[0], 64, "learn @$wrong: usage");
}
is((postern('learn', 'ham', "$dir/none"))[0], 66, 'no such file');
truncate "$dir/desk/state/words.count", 1000;
($code, $out, $err) = postern('scan', "$dir/m1.eml");
like($err, qr/words\.count .*postern learn publish/, 'damaged counts are named');
is((postern('learn', 'publish'))[0], 0, 'and written anew');
is((postern('scan', "$dir/m1.eml"))[0], 0, 'scans again');

# ---- one run a desk
is((postern('reload'))[0], 69, 'reload: nothing runs');
my $pid = fork // die "fork: $!\n";
if (!$pid) {
    alarm 120;
    open STDERR, '>', "$dir/log";
    open STDOUT, '>&', \*STDERR;
    exec $POSTERN, '--config', $conf, 'run' or POSIX::_exit(127);
}
ok(wait_until(sub { -S "$dir/desk/run/milter.sock" }), 'run comes up');
($status) = json_ok('status', (postern('status', '--json'))[1]);
is($status->{running}, $pid, 'status knows it');
($code, $out, $err) = postern('run');
is($code, 75, 'a second run is refused');
like($err, qr/runs already \(process $pid/, 'and says whose desk it is');
{
    my $other = "$dir/other.conf";
    (my $text = $first) =~ s{^run = .*}{run = $dir/run2}m;
    local $conf = $other;
    write_conf($text);
    is((postern('run'))[0], 75, 'so is one with another run folder');
}
my ($victim) = grep { slurp("/proc/$_/cmdline") =~ /role\0milter/ }
    child_pids($pid);
kill 'KILL', $victim;
ok(wait_until(sub { slurp("$dir/log") =~
            /role milter was killed by signal 9.*starts again in/ }),
    'a role that dies is named');
ok(wait_until(sub { (() = slurp("$dir/log") =~ /milter: taking mail/g) == 2 }),
    'and started again');
is((postern('reload'))[0], 0, 'reload');
ok(wait_until(sub { slurp("$dir/log") =~ /run: configuration reloaded/ }),
    'is heard');
write_conf($first, "[nonsense]\n");
is((postern('reload'))[0], 78, 'a mistake is refused');
kill 'HUP', $pid;
ok(wait_until(sub { slurp("$dir/log") =~
            /not reloaded, the old configuration stays: .*nonsense/ }),
    'by HUP too, and the desk goes on');
write_conf($first, "[mailbox m]\nhost = 127.0.0.1\nport = 1\n",
    "user = u\npassword_command = echo x\n");
is((postern('reload'))[0], 0, 'a mailbox more');
ok(wait_until(sub { children($pid) =~ /role\0imap\0m/ }), 'has its role');
write_conf($first);
is((postern('reload'))[0], 0, 'and without it');
ok(wait_until(sub { children($pid) !~ /role\0imap/ }), 'the role ends');
kill 'TERM', $pid;
ok(wait_until(sub { waitpid($pid, WNOHANG) == $pid }), 'TERM ends it');
is($?, 0, 'with exit code 0');
ok(!-e "$dir/desk/run/postern.pid", 'no pid file is left');

# ---- killed hard: the next one waits for what is left, and starts
{
    my @pids;
    for (1, 2) {
        my $p = fork // die "fork: $!\n";
        if (!$p) {
            alarm 120;
            open STDERR, '>', "$dir/log";
            open STDOUT, '>&', \*STDERR;
            exec $POSTERN, '--config', $conf, 'run' or POSIX::_exit(127);
        }
        push @pids, $p;
        ok(wait_until(sub { slurp("$dir/log") =~ /milter: taking mail/ }),
            "run $_ comes up") or last;
        kill $_ == 1 ? 'KILL' : 'TERM', $p;
    }
    waitpid $_, 0 for @pids;
}

# ---- manuals
SKIP: {
    my $mandoc = (grep { -x } map { "$_/mandoc" } split /:/, $ENV{PATH})[0]
        or skip 'no mandoc here', 1;
    open my $page, '>', "$dir/keys.5";
    print $page ".Dd November 21, 2026\n.Dt KEYS 5\n.Os\n.Sh NAME\n",
        ".Nm keys\n.Nd the table of keys\n.Sh SECTIONS\n",
        (postern('config', '--manual'))[1];
    close $page;
    ($code, $out) = run($mandoc, '-T', 'lint', glob('man/*.[157]'),
        "$dir/keys.5");
    my @complaints = grep { !/referenced manual not found/ } split /\n/, $out;
    is("@complaints", '', 'mandoc has nothing to say');
}

remove_tree($dir);
done_testing();

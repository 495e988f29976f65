#!/usr/bin/perl
# What `postern check` finds: each mistake by name, with what to do, all in one
# run; what Postfix on this machine makes of the desk; plus addressing; and
# results of a trusted host that somebody else wrote.
use strict;
use warnings;
use Desk;
use File::Path qw(make_path);
use Letter;
use Test::More;

my $POSTERN = $ENV{POSTERN} // './postern';
my $desk = Desk->start(run => 0,
    config => { site => { authserv_id => 'mx.example.org' } });
my $base = "$desk->{dir}/check";
my $etc  = "$base/etc";
my $conf = "$etc/postern.conf";
make_path("$base/postfix", { mode => 0755 });
chmod 0755, $desk->{dir}, $base;
my ($nobody, $nogroup) = (getpwnam('nobody'))[2, 3];

sub write_file {
    my ($path, $text, $mode) = @_;
    open my $file, '>', $path or die "$path: $!\n";
    print $file $text;
    close $file;
    chmod $mode // 0644, $path;
    return;
}
sub slurp { my ($path) = @_; local (@ARGV, $/) = $path; return <> }

# One line of output however it was wrapped
sub check {
    my (@options) = @_;
    local $ENV{MAIL_CONFIG} = "$base/postfix";
    my ($code, $out, $err) =
        $desk->capture($POSTERN, '--config', $conf, 'check', @options);
    return ($code, ($out . $err) =~ s/\s+/ /gr);
}
sub says {
    my ($words, $what, @options) = @_;
    my ($code, $out) = check(@options);
    return like($out, $words, $what);
}

# A desk of nobody's, with this much more in its configuration
our $first;
sub configure {
    my ($more) = @_;
    write_file($conf, $first . ($more // ''), 0644);
    return;
}
{
    my ($code, undef, $err) =
        $desk->capture($POSTERN, 'init', '--user', 'nobody', $etc);
    is($code, 0, "a desk of nobody's $err");
    chmod 0755, $etc;
    $first = slurp($conf);
    $first =~ s/^run = .*\n//m;
    $first =~ s/^\[milter\]\n(?:[^\[\n].*\n|\n)*//m;
    $first =~ s/^\[site\]\n/[site]\nrun = $base\/run\n/m;
    mkdir "$base/run", 0755;
    chown $nobody, $nogroup, "$base/run";
    configure();
}
my ($code, $out) = check();
is($code, 0, 'it is in order') or diag $out;
unlike($out, qr/runs as root/, 'and does not run as root');

# ---- who runs it
{
    my $root = "$base/of-root";
    $desk->capture($POSTERN, 'init', $root);
    ($code, $out) = $desk->capture($POSTERN, '--config', "$root/postern.conf",
        'check');
    $out =~ s/\s+/ /g;
    like($out, qr/everything runs as root.*useradd --system.*chown -R/,
        'a desk of root\'s: what that means, and what to do');
    ($code, $out) = $desk->capture('setpriv', '--reuid', 'daemon', '--regid',
        'daemon', '--clear-groups', $POSTERN, '--config', $conf, 'check');
    $out =~ s/\s+/ /g;
    isnt($code, 0, 'checked by somebody else');
    like($out, qr/belongs to user nobody, and this is daemon: run check as nobody/,
        'it says so');
}

# ---- texts of one's own
{
    my $texts = "$base/texts";
    make_path("$texts/ru", "$texts/nb");
    local $first = $first =~ s/^\[site\]\n/[site]\ntemplates = $texts\n/mr;
    configure();
    write_file("$texts/ru/ack.txt", "Subject: {{subject}}\n\nHi {{{name}}}\n");
    is((check())[0], 0, 'they are in order');
    write_file("$texts/nb/ack.txt", "Hi\n{{#first_name}}you\n");
    says(qr/template \Q$texts\E\/nb\/ack\.txt: line 2: section .first_name. is not/,
        'or it is said where they are not');
    write_file("$texts/nb/ack.txt", "H\xe5i\n");
    says(qr/template \Q$texts\E\/nb\/ack\.txt: not UTF-8 text/, 'nor UTF-8');
}
configure();

# ---- files that the desk's user cannot read
write_file("$base/password", "secret\n", 0600);
configure("\n[mailbox support]\nhost = imap.example.org\n"
        . "user = support\npassword_file = $base/password\nqueue = support\n");
($code, $out) = check();
is($code, 78, 'a password file of root\'s');
like($out, qr/password_file \Q$base\E\/password: .*nobody.*chown nobody/,
    'is one that nobody may not read: it says whose it must be');
chown $nobody, $nogroup, "$base/password";
unlike((check())[1], qr/password_file/, 'mended');
chmod 0600, $conf;
says(qr/\Q$conf\E: the desk's user nobody may not read it/,
    'the configuration itself');
configure();

mkdir "$base/hidden", 0700;
rename "$etc/state/store.db", "$base/hidden/store.db";
configure("\n[store]\npath = $base/hidden/store.db\n");
($code, $out) = check();
like($out, qr/store .*hidden.store\.db cannot be reached: Permission denied/,
    'a store that cannot be reached is named');
unlike($out, qr/there is no store/, 'and is not said to be missing');
rename "$base/hidden/store.db", "$etc/state/store.db";

# ---- holidays
{
    my $ics = sub {
        my ($days) = @_;
        return "BEGIN:VCALENDAR\nBEGIN:VEVENT\n$days\nEND:VEVENT\n"
            . "END:VCALENDAR\n";
    };
    my $year = (localtime)[5] + 1900;
    configure("\n[calendar office]\nzone = Europe/Oslo\n"
            . "weekdays = 09:00-17:00\nholidays = holidays.ics\n");
    write_file("$etc/holidays.ics",
        $ics->("DTSTART:20201225\nRRULE:FREQ=YEARLY"));
    ($code, $out) = check();
    is($code, 0, 'a calendar with holidays for ever') or diag $out;
    unlike($out, qr/calendar/, 'says nothing');
    write_file("$etc/holidays.ics",
        $ics->('DTSTART:' . ($year - 1) . '1225'));
    says(qr/warning: \[calendar office\].*holidays\.ics is @{[$year - 1]}-12-25;/,
        'a file of last year');
    chmod 0600, "$etc/holidays.ics";
    chown 0, 0, "$etc/holidays.ics";
    says(qr/holidays\.ics: Permission denied/, 'one that nobody may not read');
    write_file("$etc/holidays.ics", $ics->('DTSTART:25.12.2026'));
    says(qr/postern\.conf:\d+: \[calendar office\].*holidays\.ics:3: DTSTART/,
        'one with a mistake: its line');
    chmod 0644, "$etc/holidays.ics";
    configure();
}

# ---- all mistakes in one run
configure("\n[mailbox support]\nhost = imap.example.org\nuser = support\n"
        . "password_file = $base/gone\nqueue = supprot\nfolderr = x\n");
chmod 0644, "$etc/site.key";
($code, $out) = check();
is($code, 78, 'mistakes of several kinds');
like($out, qr/folderr; did you mean "folder"/, 'a key');
like($out, qr/supprot/, 'a name that dangles');
like($out, qr/password_file \Q$base\E\/gone/, 'a file that is not there');
like($out, qr/chmod 600/, 'a key that others can read: all in one run');
like((check('--connect'))[1], qr/nothing was connected to/,
    'nothing is connected to meanwhile');
chmod 0600, "$etc/site.key";

# ---- Postfix and the socket
SKIP: {
    skip 'no user postfix', 1 if !getpwnam 'postfix';
    my $spool = "$base/spool";
    mkdir $spool, 0755;
    mkdir "$spool/postern", 0755;
    chown $nobody, $nogroup, "$spool/postern";
    my $main = "queue_directory = $spool\nsmtpd_milters = inet:localhost:8891,\n"
        . "   unix:postern/milter.sock\nnon_smtpd_milters = \$smtpd_milters\n"
        . "# a comment\ninternal_mail_filter_classes = bounce\n"
        . "recipient_delimiter = +\n";
    my $master = "smtp      inet  n       -       y       -       -       smtpd\n";
    my $milter = "\n[milter]\nlisten = unix:$spool/postern/milter.sock\n"
        . "mode = 666\n";
    my $set = sub {
        my (%file) = @_;
        write_file("$base/postfix/main.cf", $file{main} // $main);
        write_file("$base/postfix/master.cf", $file{master} // $master);
        configure($file{milter} // $milter);
        return;
    };
    $set->();
    ($code, $out) = check();
    is($code, 0, 'a Postfix in a chroot, as README sets it up') or diag $out;
    unlike($out, qr/main\.cf|Postfix/, 'says nothing');

    $set->(milter => $milter =~ s/666/660/r);
    says(qr/cannot open the socket \S+ \(mode 660\): its user postfix .*group = postfix/,
        'a socket that Postfix may not write to');
    chmod 0700, "$spool/postern";
    $set->();
    says(qr/user postfix may not enter \Q$spool\E\/postern: chmod o\+x/,
        'a folder that it may not enter');
    chmod 0755, "$spool/postern";

    $set->(milter => "\n[milter]\nlisten = unix:$base/run/milter.sock\nmode = 666\n");
    ($code, $out) = check();
    is($code, 78, 'a socket outside the chroot');
    like($out, qr/chroot .*sees no socket outside \Q$spool\E: set listen = unix:\Q$spool\E/,
        'and where it must be');
    like($out, qr/smtpd_milters does not name the desk's socket/,
        'nor is it the one that main.cf names');
    $set->(
        main => $main =~ s/unix:postern/unix:$base\/run/r,
        master => $master =~ s/ y / n /r,
        milter => "\n[milter]\nlisten = unix:$base/run/milter.sock\nmode = 666\n");
    is((check())[0], 0, 'without a chroot that is well');

    $set->(main => $main =~ s/recipient_delimiter.*//r);
    ($code, $out) = check();
    is($code, 78, 'no recipient delimiter');
    like($out, qr/recipient_delimiter is not set: .*postconf -e/, 'what to do');
    $set->(main => $main =~ s/delimiter = \+/delimiter = -/r);
    says(qr/recipient_delimiter is "-"/, 'another one');
    $set->(main => $main =~ s/internal_mail.*//r);
    says(qr/without non_smtpd_milters = unix:postern\/milter\.sock .*never noticed/,
        'bounces that do not come in');
    $set->(main => $main . "milter_default_action = accept\n");
    says(qr/milter_default_action = accept: .*past it, unseen/,
        'mail that goes past the desk');
    unlink "$base/postfix/main.cf";
    configure($milter);
    is((check())[0], 0, 'without Postfix nothing is said');
}

# ---- plus addressing, at a real Postfix
sub postfix {
    my ($setting) = @_;
    my $etc = "$desk->{mailhost}/p/etc";
    $desk->capture('postconf', '-c', $etc, '-e', $setting);
    my ($code, undef, $err) = $desk->capture('postfix', '-c', $etc, 'reload');
    is($code, 0, "Postfix: $setting") or diag $err;
    sleep 1;
    return;
}
sub connect_words {
    my ($result, $words) = $desk->postern('check', '--connect');
    return ($result, $words =~ s/\s+/ /gr);
}
$desk->run;
my ($result, $words) = connect_words();
is($result, 0, 'the stories\' mail host') or diag $words;
like($words, qr/\[queue support\] \S+ takes mail for support\+check-[0-9a-f]{4}\@example\.org/,
    'takes mail for plus addresses');
like($words, qr/no message came in yet/, 'and nothing is known of results');

{
    postfix('recipient_delimiter =');
    ($result, $words) = connect_words();
    is($result, 78, 'without a recipient delimiter');
    like($words, qr/\[queue support\] \S+ takes mail for support\@example\.org, but not for support\+check-\S+ \(550 .*recipient_delimiter = \+/,
        'the probe says what is missing');
    postfix('recipient_delimiter = +');
}

# ---- results that somebody else wrote
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my @ours = ('Authentication-Results' =>
        'mx.example.org; dmarc=pass header.from=example.com');
$kari->writes('support@example.org', 'Honest', 'Hello.', headers => [@ours]);
$desk->settled;
($result, $words) = connect_words();
like($words, qr/1 messages? .*looked at, 1 with trusted results; none came with a forged/,
    'honest results: all is well');
$kari->writes('support@example.org', 'Forged', 'Hello.',
    headers => [ @ours, Received => 'from x by y; Mon, 30 Nov 2026 10:00:00 +0000',
        @ours ]);
$desk->settled;
($result, $words) = connect_words();
is($result, 0, 'a warning');
like($words, qr/1 of 2 messages .*"mx\.example\.org" below .*does not remove forged ones.*header_checks/,
    'a forged field below the server\'s own: how to remove such');


# ---- what check says to do works
write_file("$base/header_checks",
    "/^Authentication-Results:[[:space:]]*mx\\.example\\.org/ IGNORE\n");
postfix("header_checks = regexp:$base/header_checks");
$kari->writes('support@example.org', 'Stripped', 'Hello.',
    headers => [ Received => 'from x by y; Mon, 30 Nov 2026 10:00:00 +0000',
        @ours ]);
$desk->settled;
($result, $words) = connect_words();
like($words, qr/1 of 3 messages/, 'forged fields are removed from then on');

done_testing();

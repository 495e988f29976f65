#!/usr/bin/perl
# Rules from outside: what check, list, show, test, bench, try and scan say about
# small rule files. Needs no mail server.
use strict;
use warnings;
use File::Temp 'tempdir';
use JSON::PP;
use POSIX ();
use Test::More;

my $POSTERN = $ENV{POSTERN} // './postern';
my $dir     = tempdir('postern-rules-XXXXXX', TMPDIR => 1, CLEANUP => 1);
delete $ENV{POSTERN_CONFIG};

# (exit code, standard output, standard error)
sub postern {
    my @arguments = @_;
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        alarm 60;
        open STDIN,  '<', '/dev/null';
        open STDOUT, '>', "$dir/out";
        open STDERR, '>', "$dir/err";
        exec { $POSTERN } $POSTERN, '--config', "$dir/none", @arguments
            or POSIX::_exit(127);
    }
    waitpid $pid, 0;
    return ($? & 127 ? "signal $?" : $? >> 8, map { slurp("$dir/$_") }
            qw(out err));
}

sub slurp {
    my ($path) = @_;
    open my $in, '<:encoding(UTF-8)', $path or return '';
    local $/;
    return <$in> // '';
}

sub put {
    my ($name, $text) = @_;
    my ($folder) = "$dir/$name" =~ m{^(.*)/};
    mkdir $folder;
    open my $out, '>:encoding(UTF-8)', "$dir/$name" or die "$name: $!\n";
    print $out $text;
    close $out;
    return "$dir/$name";
}

sub mail {
    my ($name, $subject, $text) = @_;
    return put("mail/$name", "From: Kari <kari\@example.com>\n"
          . "To: support\@example.org\nSubject: $subject\n"
          . "Date: Mon, 23 Nov 2026 11:02:14 +0000\n"
          . "Message-ID: <$name\@example.com>\n\n$text\n");
}

sub lines_of { return map { decode_json($_) } split /\n/, $_[0] }

my $good = put('good/10.cf', <<'RULES');
body      ACC_PASSWORD  /\b(?:forgot|lost)\b.{0,20}\bpassword\b/i
describe  ACC_PASSWORD  Asks about a lost password
vote      ACC_PASSWORD  category:account 3.5
test      ACC_PASSWORD  ok I forgot my password
test      ACC_PASSWORD  fail The password works
header    __FROM_KARI   From:addr =~ /^kari\@/
test      __FROM_KARI   ok Kari <kari@example.com>
test      __FROM_KARI   fail Per <per@example.com>
meta      KARI_LOST     ACC_PASSWORD && __FROM_KARI
score     KARI_LOST     6.5
header    ASKS_DNS      eval:check_rbl('a', 'b.example.')
meta      NEEDS_DNS     ASKS_DNS && ACC_PASSWORD
RULES
my $lost  = mail('lost.eml',  'Help', 'I forgot the password of my account.');
my $other = mail('other.eml', 'Help', 'My printer is broken.');
put('box', join '', map { "From kari Mon Nov 23 11:02:14 2026\n" . slurp($_) . "\n" }
    $lost, $other, $other);

subtest 'check: all mistakes in one run, each with its caret' => sub {
    put('bad/10.cf', "body  BROKEN  /a(b/\nscore BROKEN  much\n"
          . "bodyy TYPO    /x/\nbody  RIGHT   /y/\n");
    my ($code, $out) = postern(qw(rules check), "$dir/bad");
    is($code, 65, 'exit code of bad data');
    like($out, qr{^\Q$dir\E/bad/10\.cf:1:\d+: .*\n +body  BROKEN.*\n +\^}m,
        'the pattern, its line, and a caret below');
    my ($line, $caret) = $out =~ /^(    body  BROKEN.*)\n( +)\^/m;
    is(substr($line, length $caret, 1) =~ /[\/)b(]/ ? 1 : 0,
        1, 'the caret stands below the pattern');
    like($out, qr{10\.cf:2:15: }, 'the score, with its column');
    like($out, qr{10\.cf:3:}, 'the unknown keyword');
    like($out, qr{3 lines to correct$}m, 'and their number');
    ($code, $out) = postern(qw(rules check --lenient), "$dir/bad");
    is($code, 0, 'lenient: the rest is taken');
    ($code, $out) = postern(qw(rules check), "$dir/good");
    is($code, 0, 'a right set');
    like($out, qr{10\.cf:11: ASKS_DNS is unsupported: }, 'unsupported, by name');
    like($out, qr{NEEDS_DNS is unsupported: needs ASKS_DNS},
        'and what needs it');
    ($code, $out) = postern(qw(--json rules check), "$dir/bad");
    my ($first) = lines_of($out);
    is($first->{line}, 1, 'as JSON too');
    ($code) = postern(qw(rules check), "$dir/nothing");
    isnt($code, 0, 'a folder that is not there');
};

subtest 'scan' => sub {
    my ($code, $out) = postern(qw(scan --json --rules), $good, $lost, $other);
    is($code, 0, 'without a configuration');
    my ($a, $b) = lines_of($out);
    is($a->{score}, 6.5, 'the score: a rule that votes adds none');
    my $tenths = put('tenths/10.cf', "body TENTHS /password/\nscore TENTHS 2.6\n");
    like((postern(qw(scan --json --rules), $tenths, $lost))[1],
        qr/"score":2\.6[,}]/, 'numbers as people write them');
    ok($a->{spam}, 'is spam');
    is_deeply([ sort map { $_->{rule} } @{ $a->{hits} } ],
        [qw(ACC_PASSWORD KARI_LOST __FROM_KARI)], 'hits, subrules too');
    is_deeply($a->{categories}, [ { name => 'account', weight => 3.5 } ],
        'categories');
    is($b->{score}, 0, 'the other one has none');
    ok(!$b->{spam}, 'and is none');
    (undef, $out) = postern(qw(scan --rules), $good, $lost);
    like($out, qr/"forgot the password"/, 'people see what matched');
};

subtest 'list and show' => sub {
    my ($code, $out) = postern(qw(rules list --rules), $good);
    like($out, qr/^ACC_PASSWORD +body .*category:account 3\.5/m, 'a rule');
    unlike($out, qr/__FROM_KARI/, 'no subrules');
    (undef, $out) = postern(qw(rules list --all --rules), $good);
    like($out, qr/__FROM_KARI/, 'with --all they are there');
    ($code, $out) = postern(qw(rules show ACC_PASSWORD --rules), $good);
    is($code, 0, 'show');
    like($out, qr{good/10\.cf:1$}m, 'where it is defined');
    like($out, qr{/\\b\(\?:forgot\|lost\)\\b}, 'its pattern');
    like($out, qr/needed by +KARI_LOST, NEEDS_DNS/, 'who needs it');
    (undef, $out) = postern(qw(rules show KARI_LOST --rules), $good);
    like($out, qr/needs +ACC_PASSWORD, __FROM_KARI/, 'what it needs');
    ($code, undef, my $err) =
        postern(qw(rules show ACC_PASWORD --rules), $good);
    isnt($code, 0, 'a name that is not there');
    like($err, qr/ACC_PASSWORD/, 'and the nearest that is');
};

subtest 'test' => sub {
    my ($code, $out) = postern(qw(rules test), $good);
    is($code, 0, 'all are right');
    like($out, qr/^4 tests of 2 rules: 4 right, 0 wrong$/m, 'and counted');
    my $wrong = put('wrong/10.cf', "body NO_HIT /never/\n"
          . "test NO_HIT ok but this must\nbody HIT /this/\n"
          . "test HIT fail not this\n");
    ($code, $out) = postern(qw(rules test), $wrong);
    is($code, 65, 'two are wrong');
    like($out, qr/:2: NO_HIT should hit, and does not: but this must/,
        'one that should hit');
    like($out, qr/:4: HIT should not hit: not this/, 'one that should not');
};

subtest 'the shipped sets' => sub {
    my $sets = $0 =~ s{tests/stories/[^/]+$}{rules/sets}r;
    my ($code, $out) = postern(qw(rules test), $sets);
    is($code, 0, 'pass their own tests') or diag($out);
    ($code, $out) = postern(qw(rules check), $sets);
    is($code, 0, 'have no mistakes') or diag($out);
    like($out, qr/ 0 of them unsupported/, 'and nothing unsupported');
};

subtest 'bench' => sub {
    my ($code, $out) =
        postern(qw(rules bench --json --rules), $good, "$dir/mail");
    is($code, 0, 'a folder of mail');
    my ($costly) = lines_of($out);
    ok($costly->{rule} && $costly->{us} > 0, 'names a rule and its time');
    ($code, $out) = postern(qw(rules bench --rules), $good, "$dir/box");
    like($out, qr/^3 messages: reading /, 'an mbox is many messages');
    ($code, $out) = postern(qw(rules bench --rules), $good, "$dir/none");
    is($code, 66, 'no such file');
};

subtest 'try' => sub {
    my $new = put('new/10.cf', <<'RULES');
body   ACC_PASSWORD  /\bpassword\b/
vote   ACC_PASSWORD  category:account 1.0
body   PRINTER       /\bprinter\b/
vote   PRINTER       category:technical 4.0
RULES
    my @try = (qw(rules try), $new, '--rules', $good, '--on', "$dir/mail");
    my ($code, $out) = postern('--json', @try);
    is($code, 0, 'two sets on files');
    my @lines = lines_of($out);
    my %rule  = map { $_->{rule} => $_ } grep { $_->{rule} } @lines;
    my %mail  = map { $_->{message} =~ s{.*/}{}r => $_ }
        grep { $_->{before} && $_->{message} } @lines;
    is($rule{KARI_LOST}{before}{messages}, 1, 'a rule that hit before');
    is($rule{KARI_LOST}{after}{messages},  0, 'and would no more');
    is($rule{PRINTER}{after}{messages},    1, 'a new one');
    is($mail{'other.eml'}{after}{category}, 'technical', 'gets a category');
    is($mail{'lost.eml'}{before}{category}, 'account',   'loses one');
    is($mail{'lost.eml'}{after}{category},  undef, 'below the threshold');
    ok($mail{'lost.eml'}{before}{spam} && !$mail{'lost.eml'}{after}{spam},
        'and is spam no more');
    is_deeply([ @{ $lines[-1] }{qw(messages moves failed)} ], [ 2, 2, 0 ],
        'summed up');
    (undef, $out) = postern(@try);
    like($out, qr/^2 messages: 1 would get another score, 2 would be treated/m,
        'for people too') or diag($out);
    (undef, $out) = postern(qw(rules try), $new, '--rules', $good, '--on',
        "$dir/box");
    like($out, qr/^3 messages: 1 would get another score, 3 would be treated/m,
        'an mbox is many messages') or diag($out);
    ($code) = postern(qw(rules try), $new, '--rules', $good);
    is($code, 64, 'which messages?');
};

done_testing();

#!/usr/bin/perl
# The store's SQL is one for all databases: a private PostgreSQL takes the schema,
# each version's step in order, and prepares every statement that the store asks.
# Needs no mail server; skipped where PostgreSQL is not installed.
use strict;
use warnings;
use File::Basename 'dirname';
use File::Temp 'tempdir';
use Test::More;

my ($bin) = sort { $b cmp $a } glob '/usr/lib/postgresql/*/bin';
plan skip_all => 'PostgreSQL is not installed'
    if !$bin || !-x "$bin/initdb" || !-x "$bin/psql";

my $top     = dirname(dirname(dirname($0)));
my $POSTERN = $ENV{POSTERN} // './postern';
my $program = dirname($POSTERN) . '/tests/unit/store/statements';
plan skip_all => "$program was not built (make check builds it)"
    if !-x $program;

# ---- what the store asks

my $said = qx($program);
is($?, 0, 'every function of the store was called') or BAIL_OUT('see above');
my ($schema, $list) = split /^--\n/m, $said, 2;
my @statements = split /\n/, $list;
cmp_ok(@statements, '>', 80, scalar(@statements) . ' statements were heard');

# A function that nobody calls there would not be looked at here.
my $source = slurp("$top/tests/unit/store/statements.c");
my @missing;
# They make rows, or look into them, and ask nothing.
my %pure = map { ($_ => 1) }
    qw(store_approval_new store_consent_copy store_handover_new store_rate_at
        store_rating_copy store_value_find);
for my $header (glob "$top/src/store/*.h") {
    my $text = slurp($header);
    next if $header =~ m{/(?:db\w*|schema|rows|store)\.h$};
    $text =~ s{/\*.*?\*/}{}gs;
    while ($text =~ /\b(store_\w+)\((?!\*)/g) {
        my $name = $1;
        push @missing, $name
            if $name !~ /_(?:free|open|close|name|try)$/
            && !$pure{$name}
            && $source !~ /\b$name\b/;
    }
}
is_deeply(\@missing, [], 'and none was left out');

# ---- a server of our own

my $dir  = tempdir('postern-pg-XXXXXX', TMPDIR => 1, CLEANUP => 1);
my $user = $> == 0 ? 'postgres' : undef;    # it will not run as root
if ($user) {
    my @who = getpwnam $user or BAIL_OUT("there is no user $user");
    chown $who[2], $who[3], $dir;
}

# as that user; what it says is kept for the case that it fails
sub as {
    my @command = map {"'$_'"} $user ? ('runuser', '-u', $user, '--') : (), @_;
    return system("@command >>'$dir/said' 2>&1") == 0;
}

my $running;
END {
    local $?;
    as("$bin/pg_ctl", '-D', "$dir/data", '-m', 'immediate', '-s', 'stop')
        if $running;
}
chdir $dir or die "$dir: $!\n";
ok(as("$bin/initdb", '-D', "$dir/data", qw(-U test --auth=trust -E UTF8
            --no-locale --no-instructions --no-sync)),
    'a cluster was made')
    or BAIL_OUT(slurp("$dir/said"));
$running = as("$bin/pg_ctl", '-D', "$dir/data", qw(-w -s -t 60 -l), "$dir/log",
    '-o', "-c listen_addresses= -c unix_socket_directories=$dir"
        . ' -c fsync=off', 'start');
ok($running, 'the server runs') or BAIL_OUT(slurp("$dir/said"));

sub psql {
    my ($name, $sql) = @_;
    spew("$dir/$name.sql", $sql);
    my $command = "$bin/psql -h $dir -U test -d postgres -q -X";
    return qx($command -f $dir/$name.sql 2>&1);
}

is(psql('schema', "\\set ON_ERROR_STOP on\n$schema"),
    '', 'the schema was taken');
my $n = 0;
my $prepare = join '', map { $n++; "PREPARE s$n AS $_;\n" } @statements;
my @wrong = map { wrong_statement($_) } split /\n/,
    psql('prepare', $prepare);
is_deeply(\@wrong, [], 'every statement was prepared');
done_testing();

# psql:FILE:LINE: ERROR: words
sub wrong_statement {
    my ($line) = @_;
    return $line =~ /:(\d+): (ERROR.*)/ ? "$2 in: $statements[ $1 - 1 ]" : ();
}

sub slurp {
    my ($path) = @_;
    open my $in, '<', $path or die "$path: $!\n";
    local $/;
    return scalar <$in>;
}

sub spew {
    my ($path, $text) = @_;
    open my $out, '>', $path or die "$path: $!\n";
    print {$out} $text;
    close $out or die "$path: $!\n";
    return;
}

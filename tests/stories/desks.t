#!/usr/bin/perl
# The desks of tests/desks are in order: their configuration, the test lines of
# their rules, their calendars.
use strict;
use warnings;
use Desk;
use FindBin;
use Test::More;

my $desks = "$FindBin::Bin/../desks";

for my $name (map { s{.*/}{}r } glob "$desks/*") {
    my $desk = Desk->start(desk => $name, run => 0);
    my ($code, $out, $err) = $desk->postern('check');
    is($code, 0, "$name: postern check") or diag $out, $err;
    unlike($out, qr/:\d+: warning/, 'warns of no line') or diag $out;
    ($code, $out, $err) = $desk->postern('desk', 'check');
    is($code, 0, 'postern desk check') or diag $out, $err;
    ($code, $out, $err) =
        $desk->postern('rules', '--rules', "$desk->{dir}/rules", 'test');
    is($code, 0, 'its rules do what their test lines say') or diag $out, $err;
    $desk->end;
}

# ---- Russia's working days, as the government counts them
my $holidays = "$desks/portal/holidays";
my %days = (2024 => 248, 2025 => 247, 2026 => 247);
is(`$holidays --count $_` + 0, $days{$_}, "$_ has $days{$_} working days")
    for sort keys %days;
my $copy = File::Temp->newdir;
system 'cp', $holidays, $copy;
system "$copy/holidays";
for my $file (qw(holidays.ics workdays.ics)) {
    my ($kept, $made) = map {
        open my $in, '<:raw', "$_/$file" or die "$_/$file: $!";
        local $/;
        <$in>
    } "$desks/portal", $copy;
    is($made, $kept, "$file is what its rules say");
}

# ---- what postern-desk(7) shows stands in the portal's files
sub text_of {
    my ($path) = @_;
    open my $in, '<:encoding(UTF-8)', $path or die "$path: $!";
    my $text = join '', grep { !/^#/ } readline $in;
    return $text;
}

my $manual = text_of("$FindBin::Bin/../../man/postern-desk.7.in");
my $files = join "\n", map { text_of($_) } "$desks/portal/postern.conf",
    glob "$desks/portal/rules/*";
my $shown = 0;
while ($manual =~ /^\.Bd -literal[^\n]*\n(.*?)^\.Ed$/msg) {
    for my $part (split /\n\n+/, $1 =~ s/\\e/\\/gr) {
        next if $part =~ m{^/};    # a command in somebody's mail
        $part =~ s/\n*\z/\n/;
        my $like = join '.*', map { quotemeta } split /\.\.\./, $part;
        $shown += like($files, qr/^$like/m, 'as it is: ' . $part =~ s/\n.*//sr);
    }
}
cmp_ok($shown, '>', 15, 'the manual shows most of it');

done_testing();

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

done_testing();

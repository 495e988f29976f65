#!/usr/bin/perl
# The program that people get has none of the mistakes that can be planted
# (src/base/planted.h): neither their words, nor the function that chooses one.
use strict;
use warnings;
use Test::More;

sub all_of {
    my ($path) = @_;
    open my $in, '<:raw', $path or die "$path: $!\n";
    local $/ = undef;
    return scalar <$in>;
}

my $program = all_of($ENV{POSTERN} // './postern');
my %words   = all_of('src/base/planted.h') =~ /X\((\w+),\s*"([^"]+)"\)/g;

cmp_ok(keys %words, '>=', 24, 'mistakes can be planted');
my @found = grep { index($program, $words{$_}) >= 0 } sort keys %words;
is("@found", '', 'and none is in the program');
ok(index($program, 'planted_is') < 0, 'nor what chooses one');
ok(index($program, 'it answers a line of an internal note') >= 0,
    'words of the program are found in this way');
done_testing();

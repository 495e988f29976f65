#!/usr/bin/perl
# SpamAssassin's side of tests/bench/rules-speed: one process, local tests only,
# no Bayes, no reputation, nothing on the network.
#
#   rules_race.pl RULES SITE STATE LIST
#
# RULES  folder of rule files
# SITE   folder of *.pre files (plugins) and local settings
# STATE  folder that holds compiled/, as sa-compile made it
# LIST   names of messages, one a line
#
# Says "ready SECONDS", then answers each line "FROM TO" with "CPU-SECONDS HITS"
# (see rules_race.c).
use strict;
use warnings;
use Mail::SpamAssassin;
use Time::HiRes qw(clock_gettime CLOCK_PROCESS_CPUTIME_ID);

sub cpu { clock_gettime(CLOCK_PROCESS_CPUTIME_ID) }

my ($rules, $site, $state, $list) = @ARGV;
defined $list or die "usage: rules_race.pl RULES SITE STATE LIST\n";
$| = 1;

my $start  = cpu();
my $engine = Mail::SpamAssassin->new({
    rules_filename       => $rules,
    site_rules_filename  => $site,
    userprefs_filename   => '/dev/null',
    LOCAL_STATE_DIR      => $state,
    home_dir_for_helpers => $state,
    userstate_dir        => "$state/user",
    local_tests_only     => 1,
    dont_copy_prefs      => 1,
});
$engine->init(0);
$engine->compile_now(0, 1);
my $load = cpu() - $start;

# Without its compiled rules it would say so only in its log.
my ($compiled) = grep { m{CompiledRegexps/\w+\.pm$} } keys %INC;
warn "rules_race.pl: the compiled rules are not in use\n" if !$compiled;

open my $names, '<', $list or die "$list: $!\n";
my @messages = map {
    chomp;
    open my $in, '<:raw', $_ or die "$_: $!\n";
    local $/;
    scalar <$in>
} <$names>;
printf "ready %.6f\n", $load;

while (my $line = <STDIN>) {
    my ($from, $to) = $line =~ /^(\d+) (\d+)$/ or die "asked: $line";
    my $hits = 0;
    $start = cpu();
    for my $i ($from .. $to - 1) {
        last if $i > $#messages;
        my $message = $engine->parse($messages[$i], 1);
        my $status  = $engine->check($message);
        $hits += () = $status->get_names_of_tests_hit() =~ /[^,]+/g;
        $status->finish();
        $message->finish();
    }
    printf "%.9f %d\n", cpu() - $start, $hits;
}
$engine->finish();

#!/usr/bin/perl
# SpamAssassin's learning filter in ten-fold cross-validation, the folds of
# learn_folds.c. Reads lines "CLASS<TAB>FILE" (spam, ham), prints a line a
# message: PROBABILITY<TAB>CLASS<TAB>FILE. Message i is judged by what was learned
# from all but those whose number is i modulo 10.
#
#   learn_peer.pl FOLDER FOLD <LIST
#
# FOLDER  scratch; its word counts are of this fold alone
use strict;
use warnings;
use Mail::SpamAssassin;
use Mail::SpamAssassin::PerMsgStatus;

use constant FOLDS => 10;

my ($folder, $fold) = @ARGV;
defined $fold or die "usage: learn_peer.pl FOLDER FOLD\n";
my @list = map { chomp; [split /\t/, $_, 2] } <STDIN>;
$| = 1;

mkdir "$folder/site" or die "$folder/site: $!\n";
for my $plugins (glob '/etc/spamassassin/*.pre') {
    my ($name) = $plugins =~ m{([^/]+)$};
    symlink $plugins, "$folder/site/$name" or die "$name: $!\n";
}
open my $settings, '>', "$folder/site/zz.cf" or die "$folder: $!\n";
print $settings <<"END";
use_bayes 1
bayes_path $folder/counts
bayes_auto_learn 0
bayes_auto_expire 0
bayes_learn_to_journal 0
lock_method flock
dns_available no
END
close $settings;

my $engine = Mail::SpamAssassin->new({
    site_rules_filename  => "$folder/site",
    userprefs_filename   => '/dev/null',
    home_dir_for_helpers => $folder,
    userstate_dir        => "$folder/user",
    local_tests_only     => 1,
    dont_copy_prefs      => 1,
});
$engine->init(1);

sub message {
    my ($file) = @_;
    open my $in, '<:raw', $file or die "$file: $!\n";
    local $/;
    my $raw = <$in>;
    return $engine->parse($raw, 1);
}

$engine->init_learner({ caller_will_untie => 1 });
for my $i (grep { $_ % FOLDS != $fold } 0 .. $#list) {
    my $message = message($list[$i][1]);
    # it leaves out what it takes for a second copy of a message
    $engine->learn($message, undef, $list[$i][0] eq 'spam', 0)->finish();
    $message->finish();
}
$engine->rebuild_learner_caches();
$engine->finish_learner();

my ($learner) = grep { ref =~ /::Plugin::Bayes$/ }
    @{ $engine->{plugins}{plugins} };
for my $i (grep { $_ % FOLDS == $fold } 0 .. $#list) {
    my $message = message($list[$i][1]);
    my $status  = Mail::SpamAssassin::PerMsgStatus->new($engine, $message);
    $status->extract_message_metadata();
    my $probability = $learner->scan($status, $message);
    warn "$list[$i][1]: no opinion\n" if !defined $probability;
    printf "%.17g\t%s\t%s\n", $probability // 0.5, @{ $list[$i] };
    $status->finish();
    $message->finish();
}
$engine->finish();

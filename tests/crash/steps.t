#!/usr/bin/perl
# A power cut at each durable step: for every N, all of Postern's processes end
# at the Nth fsync, fdatasync, rename or unlink of a short conversation, and the
# desk must come to the same end. CRASH_STRIDE=1 tries every step; without it
# some are tried, other ones each time.
use strict;
use warnings;
use CrashDesk;
use Test::More;

my $stride  = $ENV{CRASH_STRIDE} // 5;
my $seed    = $ENV{CRASH_SEED}   // time & 0xffff;
my $preload = $ENV{KILLAT}       // '';
plan skip_all => 'KILLAT does not name killat.so' unless $preload;
die "no $preload: make killat.so\n" unless -e $preload;
note "seed $seed";
srand $seed;

my $desk = CrashDesk->start(run => 0);
my $counters = "$desk->{dir}/killat";
$desk->{env} = { LD_PRELOAD => $preload, KILLAT_FILE => $counters };

# Counts from 0; ends at a step (negative: after it)
sub arm {
    my ($end_at) = @_;
    open my $file, -e $counters ? '+<:raw' : '>:raw', $counters
        or die "$counters: $!\n";
    print $file pack 'q q', 0, $end_at;
    close $file;
    return;
}
sub steps_made {
    open my $file, '<:raw', $counters or die "$counters: $!\n";
    return unpack 'q', do { local $/; <$file> };
}

arm(0);
$desk->run;
$desk->{watches} = 1;
my $anna = $desk->operator('anna', phone => undef);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');

# One conversation in each queue at once; returns what is wrong at its end
my $round = 0;
sub conversation {
    my ($end_at) = @_;
    $round++;
    $_->{seen} = { map { $_->{file} => 1 } $_->letters } for $anna, $kari;
    $desk->{revived} = 0;
    arm($end_at);
    my %first = map {
        $_ => $kari->writes("$_\@example.org", "Round $round $_", 'A question.')
    } qw(support help);
    for my $queue (qw(support help)) {
        my $notice = wait_for($anna, qr/^#\d+ Round $round $queue/)
            or return "no notification in $queue";
        $anna->answers($notice, 'An answer.');
        my $reply = wait_for($kari, qr/^Re: Round $round $queue/)
            or return "no reply in $queue";
        $kari->answers($reply, 'Thank you.');
        wait_for($anna, qr/^#\d+ Round $round $queue/)
            or return "no second notification in $queue";
    }
    my $steps = steps_made();
    $desk->settled(60) or return 'does not come to rest';
    my @wrong;
    my $told = $desk->told_of;
    for my $queue (qw(support help)) {
        my $id    = $first{$queue}->message_id;
        my $heard = $told->{ $desk->ticket_of($id) } // 'nothing';
        push @wrong, "the hook was told of $heard"
            if $heard ne 'new message reply message';
        my $fates = () = $desk->own_fates($id);
        push @wrong, "$fates fates" if $fates != 1;
        my @articles = $desk->articles_by_first($id);
        my $articles = join '|', map { s/\s+\z//r } @articles;
        push @wrong, $articles
            if $articles ne 'A question.|An answer.|Thank you.';
        my $replies = grep { $_->subject =~ /^Re: Round $round $queue/ }
            $kari->letters;
        push @wrong, "$replies replies"
            if $replies < 1 || $replies > 1 + $desk->{revived};
    }
    return (join(', ', @wrong), $steps);
}

sub wait_for {
    my ($person, $subject) = @_;
    my $found;
    $desk->wait_until(
        sub {
            ($found) = grep { $_->subject =~ $subject } $person->unread;
            return $found;
        },
        60
    );
    $person->{seen}{ $found->{file} } = 1 if $found;
    return $found;
}

my ($wrong, $steps) = conversation(0);
is($wrong, '', "undisturbed: $steps durable steps") or $desk->show_logs;
my ($tried, $cut) = (0, 0);
for (my $n = 1 + int rand $stride; $n <= $steps; $n += $stride) {
    my $end_at = $n * ($tried++ % 2 ? -1 : 1);
    ($wrong) = conversation($end_at);
    my $when = $end_at < 0 ? 'after' : 'before';
    is($wrong, '', "power cut $when step $n of $steps") or $desk->show_logs;
    $cut++ if $desk->{revived};
}
# rounds differ by a few steps, so that the last may not be reached
cmp_ok($cut, '>=', 0.8 * $tried, "there was a power cut in $cut of $tried");
ok($desk->databases_are_sound, 'both databases are sound');

done_testing();

#!/usr/bin/perl
# SIGKILL at random moments while mail comes in by SMTP and IMAP and operators
# answer. CRASH_MESSAGES, CRASH_KILLS and CRASH_SEED change the run.
use strict;
use warnings;
use CrashDesk;
use POSIX ();
use Test::More;
use Time::HiRes qw(time sleep);

my $messages = $ENV{CRASH_MESSAGES} // 60;
my $kills    = $ENV{CRASH_KILLS}    // int($messages / 8);
my $seed     = $ENV{CRASH_SEED}     // time & 0xffff;
note "seed $seed";

my $desk = CrashDesk->start;
my $anna = $desk->operator('anna', phone => undef);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
$desk->{watches} = 1;

# Each customer is a plus address of one mailbox, so that it can be read at once
my %letter;
for my $i (1 .. $messages) {
    my $queue = $i % 2 ? 'support' : 'help';
    my $from  = "kari+$i\@example.com";
    $letter{$i} = {
        from   => $from,
        to     => "$queue\@example.org",
        octets => Letter->compose(
            from       => "Customer $i <$from>",
            to         => "$queue\@example.org",
            subject    => "Question $i",
            text       => "This is question $i.\n",
            message_id => "<question-$i\@example.com>"
        )
    };
}

# ---- two mail servers send, one to each queue
my @senders;
for my $odd (1, 0) {
    my $pid = fork // die "fork: $!\n";
    if (!$pid) {
        $desk->{watches} = 0;
        for my $i (grep { $_ % 2 == $odd } 1 .. $messages) {
            my $l = $letter{$i};
            $desk->submit($l->{octets}, from => $l->{from}, to => [ $l->{to} ]);
            sleep 0.02;
        }
        POSIX::_exit(0);
    }
    push @senders, $pid;
}
$desk->start_killer($seed, $kills, 1.5);

# ---- Anna answers each question; every third customer answers her
my (%answered, %follow_up);
my $started = time;
my $work    = sub {
    for my $mail ($anna->unread) {
        $anna->{seen}{ $mail->{file} } = 1;
        my ($i) = $mail->subject =~ /^#\d+ Question (\d+)/ or next;
        next if $answered{$i}++;
        $anna->answers($mail, "This is answer $i.",
            message_id => "<answer-$i\@example.org>");
    }
    for my $mail ($kari->unread) {
        $kari->{seen}{ $mail->{file} } = 1;
        my ($i) = $mail->subject =~ /^Re: Question (\d+)/ or next;
        next if $i % 3 || $follow_up{$i}++;
        my $from = $letter{$i}{from};
        $kari->answers($mail, "This is follow-up $i.",
            from          => "Customer $i <$from>",
            envelope_from => $from,
            message_id    => "<follow-$i\@example.com>");
    }
    return keys %answered == $messages
        && keys %follow_up == int($messages / 3)
        && $desk->killer_is_done;
};
ok($desk->wait_until($work, 60 + 2 * $messages),
    "$messages questions answered in @{[int(time - $started)]} s");
waitpid $_, 0 for @senders;
is($?, 0, 'the mail servers got rid of all');
$desk->end_killer;
ok($desk->settled(CrashDesk::SETTLING), 'all comes to rest');
my $killed = $desk->kills;
note "$killed kills, started again $desk->{revived} times"
    if $desk->{revived};
cmp_ok($killed, '>', 0, "there were $killed kills");

# ---- what must hold
my (@fates, @tickets);
for my $i (1 .. $messages) {
    my @ids = ("question-$i\@example.com", "answer-$i\@example.org");
    push @ids, "follow-$i\@example.com" if $i % 3 == 0;
    for my $id (@ids) {
        my $fates = () = $desk->own_fates($id);
        push @fates, "$id: $fates" if $fates != 1;
    }
    my @want = ("This is question $i.", "This is answer $i.");
    push @want, "This is follow-up $i." if $i % 3 == 0;
    my $is = join '|', map { s/\s+\z//r } $desk->articles_by_first($ids[0]);
    push @tickets, "$i: $is" if $is ne join '|', @want;
}
is_deeply(\@fates, [], 'every message has one fate');
is_deeply(\@tickets, [], 'every ticket is as in an undisturbed run');

my $told = $desk->told_of;
my @told;
for my $i (1 .. $messages) {
    my $number = $desk->ticket_of("question-$i\@example.com");
    my $want   = 'new message reply' . ($i % 3 ? '' : ' message');
    my $is     = $told->{$number} // 'nothing';
    push @told, "$i: $is" if $is ne $want;
}
is_deeply(\@told, [], 'a hook was told of all of it, in order');

my (%got, %acked, %by_id);
for my $mail ($kari->letters) {
    $by_id{ $mail->message_id }++;
    $got{$1}++   if $mail->subject =~ /^Re: Question (\d+)/;
    $acked{$1}++ if $mail->subject =~ /^Question (\d+)/;
}
$by_id{ $_->message_id }++ for $anna->letters;
is_deeply([ grep { !$got{$_} } 1 .. $messages ],
    [], 'each customer got the answer');
is_deeply([ grep { !$acked{$_} } 1 .. $messages ],
    [], 'and the acknowledgement');
my $repeats = 0;
$repeats += $_ - 1 for values %by_id;
cmp_ok($repeats, '<=', $killed, "repeated mails: $repeats in $killed kills");
ok($desk->databases_are_sound, 'both databases are sound');

done_testing();

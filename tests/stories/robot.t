#!/usr/bin/perl
# Robots: a request that nobody takes is escalated by itself; a customer gets a word
# at once, and a machine's answer to that starts nothing; what cannot be done is told
# once; and what a robot would do can be asked before it does it.
use strict;
use warnings;
use Desk;
use Test::More;

my $MOSCOW = 'Europe/Moscow';
my $desk   = Desk->start(
    clock  => "2027-03-01 10:05 $MOSCOW", # a Monday
    config => {
        'queue support' => { calendar => 'office', undo => '0s' },
        'calendar office' => { zone => $MOSCOW, weekdays => '10:00-19:00' },
        'robot guard' => {
            after => '4h in new',
            if    => 'unassigned',
            do    => '/priority high; /note Nobody took it for four hours.; '
                . '/line 2 nobody took it',
        },
        'robot refund' => {
            title => 'Refund desk',
            on    => 'new, message',
            if    => 'refund',
            do    => '/reply A refund takes up to ten days.\n'
                . 'You need not write again.; /pin asks for money',
        },
        'faq hours' => { text => 'Good day,\n\nwe work from ten to seven.' },
        'robot hours' => { on => 'new', if => 'opening', do => '/faq hours' },
        'robot wrong' => { on => 'reopened', do => '/return' },
        'robot morning' => {
            every => 'workday at 09:00',
            if    => 'line=2 unassigned',
            do    => '/note Still nobody.',
        },
    },
);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my ($anna, $olga, $tom) = map { $desk->operator($_) } qw(anna olga tom);
my $admin = $desk->customer('Desk <desk@example.org>');

sub changes_of {
    my ($number, $field) = @_;
    return grep { $_->{field} eq $field } @{ $desk->ticket($number)->{changes} };
}

# ---- what it would do
my ($number, $notice) = $desk->opens($kari, 'The gate is open', $anna, $olga);
my ($code, $out) = $desk->postern('robot', 'list');
like($out, qr/^guard +after 4h in new, if unassigned: /m, 'robots are listed');
($code, $out) = $desk->postern('robot', 'try', 'guard', $number);
like($out, qr/^#$number  waits: until 2027-03-01 /m, 'it waits for its time')
    or diag $out;
my ($taken, $hers) = $desk->opens($per, 'The light is off', $anna, $olga);
$anna->answers($hers, '/take');
$desk->settled;

# ---- and what it does
$desk->clock_to("2027-03-01 13:30 $MOSCOW");
$tom->gets_nothing('nothing before four hours are over');
$desk->clock_to("2027-03-01 14:15 $MOSCOW");
my $news = $tom->gets(qr/^#$number/, 'the request');
like($news->text, qr/robot guard handed it over from line 1/, 'with who did it')
    or diag $news->display;
like($news->text, qr/Nobody took it for four hours\./, 'and its note');
like($anna->gets(qr/^#$number/, 'the note')->text,
    qr/Nobody took it for four hours\./, 'as line 1 reads it');
is($desk->field($number, 'priority'), 'high', 'it presses');
is($desk->field($number, 'line'),     2,      'it is on line 2');
is($desk->field($number, 'holder'), undef, 'a robot holds nothing');
is($desk->field($taken,  'priority'), 'normal', 'what was taken is left alone');
is($desk->field($taken,  'line'),     1,        'where it was');
my ($change) = changes_of($number, 'line');
is($change->{by},    'robot', 'history says that a robot did it');
is($change->{actor}, 'guard', 'and which');
is($change->{cause}, '/line', 'and by which command');
$tom->answers($news, '/why');
like($tom->gets(qr/#$number/, 'why')->text, qr/robot guard, \/line/,
    'operators read the same')
    or diag $tom->letters;
diag $news->display if $ENV{STORIES_SHOW};

# ---- once, whatever becomes of the program
$desk->stop;
$desk->run;
$desk->clock_to("2027-03-01 18:30 $MOSCOW");
is(scalar(changes_of($number, 'priority')), 1, 'it acts once');

# ---- each morning
$desk->clock_to("2027-03-02 09:10 $MOSCOW");
like($tom->gets(qr/^#$number/, 'word in the morning')->text, qr/Still nobody\./,
    'that nobody has it');
$_->reads_all for $anna, $olga, $tom, $kari, $per;

# ---- to customers
$kari->writes('support@example.org', 'Money', 'I want a refund.');
$kari->gets(qr/^Money/, 'the acknowledgement');
my $word = $kari->gets(qr/^Re: Money/, "the robot's word");
like($word->text, qr/^A refund takes up to ten days\.$/m, 'as it was told');
like($word->text, qr/^You need not write again\.$/m,      'all of it');
like($word->raw('Auto-Submitted'), qr/^auto-/, 'as automatic mail');
my $refund = $desk->number_in($word);
is($desk->ticket($refund)->{pinned}, 'asks for money', 'and its other command');
my $events = grep { $_->{kind} eq 'event' && $_->{text} =~ /wrote to the cust/ }
    @{ $desk->ticket($refund)->{entries} };
is($events, 1, 'it is an event');
$kari->answers($word, 'I am away. Your refund mail was received.',
    headers => [ 'Auto-Submitted' => 'auto-replied' ]);
$desk->settled;
$kari->gets_nothing("nothing for a responder's answer");

$per->writes('support\@example.org', 'Your opening hours', 'When?');
$per->gets(qr/^Your opening/, 'the acknowledgement');
my $hours = $per->gets(qr/^Re: Your opening/, 'a ready answer');
like($hours->text, qr/^we work from ten to seven\.$/m, 'which says it');
unlike($hours->text, qr/^Hello/m, 'and greets once') or diag $hours->display;
$_->reads_all for $olga, $tom;

# ---- what cannot be done
my $done = $anna->gets(qr/^#$refund/, 'the request about money');
$anna->answers($done, '/close');
$desk->settled;
$anna->answers($done, '/reopen');
my $alarm = $admin->gets(qr/robot wrong/, 'an alarm');
like($alarm->text, qr/could not act on #$refund: \/return: /, 'that says why')
    or diag $alarm->display;
$anna->answers($done, "/close");
$desk->settled;
$anna->answers($done, "/reopen");
$desk->settled;
$admin->gets_nothing('no second alarm');
is($desk->field($refund, 'line'), 1, 'nothing was done');
($code, $out) = $desk->postern('robot', 'try', 'wrong', $refund);
like($out, qr/^#$refund  could not act: \/return: /m, 'a trial says the same');

($code, $out) = $desk->postern('jobs', '--given-up');
like($out, qr/robot wrong, #$refund.*\/return: /s, 'it stands among what was '
    . 'given up') or diag $out;

# ---- a mistake is found before
($code, $out) = $desk->postern('desk', 'check');
is($code, 0, 'robots are in order') or diag $out;
$desk->write_config({ 'robot guard' =>
        { on => 'new', do => '/prioritty high' } });
($code, $out, my $err) = $desk->postern('check');
like($out . $err, qr/\[robot guard\] do: .*\/priority/, 'a wrong command')
    or diag $out . $err;

# ---- by a clock that was wrong
sub put_clock {
    my ($when, $said) = @_;
    $desk->{clock}->set(Clock::moment("$when $MOSCOW"));
    $desk->ring;
    ok($desk->wait_until(sub { $desk->log_text =~ $said }), $said)
        or diag $desk->log_text;
    return $desk->settled;
}

sub mornings { return scalar grep { /Still nobody/ } $desk->texts($number, 'note') }

$desk->settled;
put_clock('2027-06-01 12:00', qr/went forward by 7\d{6} s/);
put_clock('2027-03-03 12:00', qr/was set back by 7\d{6} s/);
my $mornings = mornings();
$desk->clock_to("2027-03-04 09:10 $MOSCOW");
is(mornings(), $mornings + 1, 'each morning goes on when it is right again');
put_clock('2027-03-04 08:50', qr/was set back by 12\d\d s/);
$desk->clock_to("2027-03-04 09:10 $MOSCOW");
is(mornings(), $mornings + 1, 'and the same morning comes once');

done_testing();

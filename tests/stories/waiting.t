#!/usr/bin/perl
# A request waits for its customer: he is reminded after working days, it comes
# back to work, it is resolved at last; and he answers in between. And one is put
# off until a date.
use strict;
use warnings;
use Desk;
use Test::More;

my $MOSCOW = 'Europe/Moscow';
my $desk   = Desk->start(
    clock  => "2027-03-01 10:05 $MOSCOW",
    config => {
        'queue support' => { calendar => 'office' },
        'calendar office' => { zone => $MOSCOW, weekdays => '10:00-19:00' },
    },
);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');

sub status { return $desk->field($_[0], 'status') }

# What she writes is done when nothing is left to do
sub says {
    my ($notice, $text) = @_;
    $anna->answers($notice, $text);
    $desk->settled;
    return;
}

# ---- a question, and two reminders
my ($number, $notice) = $desk->opens($kari, 'The map', $anna, $olga);
$kari->reads_all;
says($notice, "/wait 3d the screenshot\n\nWhich browser do you use?");
$kari->gets(qr/^Re: The map/, 'the question');
is(status($number), 'waiting', 'it waits');
$anna->answers($notice, '/show');
my $show = $anna->gets(qr/^#$number/, 'the request');
like($show->text, qr/Waits for the customer: the screenshot\./, 'and why')
    or diag $show->display;

$desk->clock_to("2027-03-04 09:30 $MOSCOW");
$kari->gets_nothing('no reminder before three working days are over');
$desk->clock_to("2027-03-04 10:15 $MOSCOW");
my $reminder = $kari->gets(qr/^Re: The map \[#$number-/, 'the first reminder');
like($reminder->text, qr/waiting for your answer/, 'in friendly words');
like($reminder->text, qr/^> Which browser do you use\?/m, 'with the question');
is($reminder->raw('Auto-Submitted'), 'auto-replied', 'as automatic mail');
diag $reminder->display if $ENV{STORIES_SHOW};
$desk->clock_to("2027-03-08 18:00 $MOSCOW");
$kari->gets_nothing('nothing over the weekend');
$desk->clock_to("2027-03-09 10:20 $MOSCOW");
$kari->gets(qr/^Re: The map/, 'the second reminder');

# ---- his answer brings it back
$kari->answers($reminder, 'Firefox.');
my $answer = $anna->gets(qr/^#$number/, 'the answer');
is(status($number), 'in-progress', 'back at once');
$desk->clock_to("2027-03-12 10:30 $MOSCOW");
$kari->gets_nothing('no more reminders');
$anna->gets_nothing('no time-out');

# ---- no answer: back to work, and the next time resolved
says($answer, "/wait 1d\n\nWhich version of it?");
$kari->gets(qr/^Re: The map/, 'another question');
$desk->clock_to("2027-03-15 10:40 $MOSCOW");
$kari->gets(qr/^Re: The map/, 'a reminder on Monday');
$desk->clock_to("2027-03-16 10:50 $MOSCOW");
$kari->gets(qr/^Re: The map/, 'and on Tuesday');
$desk->clock_to("2027-03-17 11:00 $MOSCOW");
my $over = $anna->gets(qr/^#$number/, 'word that nothing came');
like($over->text, qr/has not answered; it is back to work/, 'as she reads it');
is(status($number), 'in-progress', 'back to work');
$olga->reads_all;
says($over, '/wait 1d');
$desk->clock_to("2027-03-18 11:10 $MOSCOW");
$desk->clock_to("2027-03-19 11:20 $MOSCOW");
$kari->reads_all;
$desk->clock_to("2027-03-22 11:30 $MOSCOW");
my $closed = $kari->gets(qr/^Re: The map/, 'word that it was closed');
like($closed->text, qr/have closed it for now/, 'as he reads it');
like($anna->gets(qr/^#$number/, 'the same')->text, qr/it is resolved/,
    'as she reads it');
is(status($number), 'resolved', 'resolved');
$kari->answers($closed, 'Version 120, sorry.');
$anna->gets(qr/^#$number/, 'his late answer');
is(status($number), 'in-progress', 'open again');
$anna->reads_all;

# ---- off until a date
my ($other, $news) = $desk->opens($per, 'A new flat', $anna);
says($news, "/take\n/later 2027-04-01 the new version");
my ($code, $out) = $desk->postern('ticket', 'list');
unlike($out, qr/#$other\b/, 'it is in no list');
($code, $out) = $desk->postern('ticket', 'list', '--later');
like($out, qr/#$other\b/, 'unless it is asked for');
$anna->answers($news, '/list');
unlike($anna->gets(qr/^\d+ open/)->text, qr/#$other\b/, 'nor in hers');
$desk->clock_to("2027-04-01 09:00 $MOSCOW");
$anna->gets_nothing('no word before work begins');
$desk->clock_to("2027-04-01 10:10 $MOSCOW");
my $later = $anna->gets(qr/^#$other/, 'word that the date has come');
like($later->text, qr/The date has come/, 'which says so');
($code, $out) = $desk->postern('ticket', 'list');
like($out, qr/\A[^\n]*\n#$other\b/, 'it is on top of the list') or diag $out;

# ---- all of it is history
my ($change) = grep { ($_->{reason} // '') eq 'the screenshot' }
    @{ $desk->ticket($number)->{changes} };
is($change->{new}, 'waiting', 'why it waited is kept');

done_testing();

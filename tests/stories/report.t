#!/usr/bin/perl
# Reports: on Monday a manager and an administrator get what was done in the week
# before, with pictures and a table; once, however long the desk slept; and whoever
# may see reports asks for one by mail. Nobody else does.
use strict;
use warnings;
use Desk;
use JSON::PP;
use Test::More;

my $MOSCOW = 'Europe/Moscow';
my $desk   = Desk->start(
    clock  => "2027-03-01 10:05 $MOSCOW",                   # a Monday
    config => {
        'queue support' => { calendar => 'office', undo => '0s' },
        'calendar office' => { zone => $MOSCOW, weekdays => '10:00-19:00' },
        'operator tom' =>
            { roles => 'manager', sasl_login => 'tom@example.org' },
        'operator olga' => { sasl_login => 'olga@example.org' },
        'report weekly' => {
            title => 'The week',
            send  => 'monday at 07:00',
            to    => 'manager, anna, admin',
        },
    },
);
my $kari  = $desk->customer('Kari Nordmann <kari@example.com>');
my $per   = $desk->customer('Per Hansen <per@example.com>');
my $admin = $desk->customer('Desk <desk@example.org>');
my ($anna, $olga, $tom) = map { $desk->operator($_) } qw(anna olga tom);
$_->{login} = 1 for $olga, $tom;

sub report {
    my (@arguments) = @_;
    my ($code, $out, $err) = $desk->postern('report', @arguments, '--json');
    is($code, 0, "postern report @arguments") or diag $err;
    return $out;
}

sub value {
    my ($json, $block, $key, $column) = @_;
    my ($table) =
        grep { $_->{block} eq $block } @{ decode_json($json)->{blocks} };
    my ($row) = grep { $_->{key} eq $key } @{ $table->{rows} };
    return $row ? $row->{now}[ $column // 0 ] : undef;
}

# ---- a week of life: two requests, one of them answered and resolved
my ($first, $notice) = $desk->opens($kari, 'The printer', $anna, $olga);
$desk->later('1h');
$anna->answers($notice, "It is mended.\n\n/spend 25m\n/close");
$desk->settled;
my ($second) = $desk->opens($per, 'The scanner', $anna, $olga);

# ---- Monday, seven o'clock
$desk->clock_to("2027-03-08 06:50 $MOSCOW");
$tom->gets_nothing(qr/The week/, 'before seven there is none');
$desk->clock_to("2027-03-08 07:01 $MOSCOW");
my $mail = $tom->gets(qr/^The week: /, 'the report');
is($mail->subject, 'The week: 1 March 2027 to 7 March 2027', 'of last week');
like($mail->raw('Auto-Submitted'), qr/auto-generated/, 'a machine made it');
my %files = $mail->attachments;
is_deeply([ sort keys %files ],
    [ 'hours.png', 'requests.png', 'weekly-2027-W09.csv' ], 'with its files');
like($files{'requests.png'}, qr/^\x89PNG/, 'a picture');
like($files{'hours.png'},    qr/^\x89PNG/, 'and another');
like($files{'weekly-2027-W09.csv'}, qr/^\xef\xbb\xbfblock,row,column/,
    'a table for spreadsheets');
like($files{'weekly-2027-W09.csv'}, qr/^What was done,opened,number,2,0/m,
    'with its numbers');
like($mail->html, qr/src="cid:requests\.png\@postern" alt="[^"]*opened: /,
    'the picture says its numbers');
unlike($mail->html, qr/src="(?!cid:)/, 'and nothing is outside of the mail');
cmp_ok(length $mail->html, '<', 100_000, 'it is not too long');
like($mail->text, qr/^opened +2 +\+2/m, 'its text has the numbers');
$admin->gets(qr/^The week: /, 'an administrator gets it');
$anna->gets_nothing(qr/The week/, 'an operator does not, whoever named her');

# ---- the same by the program
my $json = report('weekly', '--period', '2027-W09');
is(value($json, 'volume', 'opened'),   2, 'two were opened');
is(value($json, 'volume', 'resolved'), 1, 'one was resolved');
is(value($json, 'backlog', 'open'),    1, 'one is open');
is(value($json, 'hours', 'all'), 25, 'time was booked');
is(value($json, 'times', 'first reply'), 1, 'one has its first reply');
cmp_ok(value($json, 'times', 'first reply', 1), '>=', 3_600_000,
    'after an hour');
my ($code, $out) = $desk->postern('report', 'weekly');
like($out, qr/^What was done$/m, 'it reads on a terminal');
is(scalar(grep { length > 80 } split /\n/, $out), 0, 'in lines that fit');

# ---- by mail
$tom->writes('support@example.org', 'A question', '/report weekly 2027-03');
$mail = $tom->gets(qr/^The week: 1 March 2027/, 'one that he asked for');
like($mail->text, qr/not over yet/, 'of a month that is not over');
$tom->writes('support@example.org', 'A question', '/report yearly');
like($tom->gets(qr/report/, 'a mistake')->text, qr/weekly/,
    'is told what there is');
$olga->writes('support@example.org', 'A question', '/report');
unlike($olga->gets(qr/report|done/i, 'who may not')->text, qr/What was done/,
    'is refused');

# ---- life goes on; last week stays what it was
$anna->answers($notice, "It came back.\n\n/category account\n/spend 1h");
$desk->settled;
is(report('weekly', '--period', '2027-W09'), $json,
    'last week is the same, to the octet');

# ---- asleep for three weeks: one report, of the latest week
$_->reads_all for $tom, $admin;
$desk->clock_to("2027-03-30 12:00 $MOSCOW");
$mail = $tom->gets(qr/^The week: /, 'after a sleep');
is($mail->subject, 'The week: 22 March 2027 to 28 March 2027',
    'the latest week');
is(scalar(grep { $_->subject =~ /^The week: \d+ March 2027 to / } $tom->unread),
    0, 'and no other');
done_testing();

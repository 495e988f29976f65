#!/usr/bin/perl
# What an operator gets when her working day begins.
use strict;
use warnings;
use Desk;
use Test::More;

my %hours = (calendar => 'office');
my $desk  = Desk->start(
    clock  => '2027-03-04 09:55 Europe/Oslo',    # a Thursday
    config => {
        site              => { zone => 'Europe/Oslo' },
        'calendar office' => {
            zone => 'Europe/Oslo',
            weekdays => '09:00-17:00',
            monday   => '09:00-12:00; 13:00-17:00',
        },
        'line 1' => {%hours},
        'operator anna' => { language => 'en' },
        'operator olga' => { digest   => 'no' },
    });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my ($anna, $olga, $tom) = map { $desk->operator($_) } qw(anna olga tom);

# ---- nothing to tell: nothing is told
$desk->clock_to('2027-03-05 09:01 Europe/Oslo');
$anna->gets_nothing('nothing of an empty desk');

# ---- hers, and what is new
my ($lamp, $notice) = $desk->opens($kari, 'My lamp', $anna, $olga);
my ($chair) = $desk->opens($kari, 'My chair', $anna, $olga);
$anna->answers($notice, "/take\n/due 2027-03-08 16:00");
$desk->settled;
$_->reads_all for $anna, $olga, $tom;
$desk->clock_to('2027-03-06 09:30 Europe/Oslo');
$anna->gets_nothing('nothing on a Saturday');
$desk->clock_to('2027-03-08 08:59 Europe/Oslo');
$anna->gets_nothing('nothing before the day begins');
$desk->clock_to('2027-03-08 09:01 Europe/Oslo');
my $list = $anna->gets(qr/^Today: 1 yours, 1 unassigned$/, 'her list');
like($list->text, qr/Yours:\n\ntoday +#$lamp  My lamp$/m, 'with hers');
like($list->text, qr/16:00/, 'which is due today');
like($list->text, qr/Unassigned.*#$chair  My chair/s, 'and what nobody has');
$olga->gets_nothing('no list, since she wants none', qr/Today/);
$tom->gets_nothing('no list: nobody has said when he works', qr/Today/);

# ---- it is answered as a list is
$anna->answers($list, "/take #$chair");
$anna->gets(qr/^1 done$/, 'word of a command in her answer');
is($desk->field($chair, 'holder'), 'anna', 'it is hers');

# ---- once a day, not after each break
$desk->clock_to('2027-03-08 13:01 Europe/Oslo');
$anna->gets_nothing('no second one after lunch', qr/Today/);

# ---- what has been silent, and none while she is away
$desk->clock_to('2027-03-09 09:01 Europe/Oslo');
$list = $anna->gets(qr/^Today: 2 yours, 1 overdue$/, 'the next one');
like($list->text, qr/^overdue +#$lamp/m, 'which says what is overdue');
$anna->answers($list, '/away until 2027-03-11');
$desk->settled;
$anna->reads_all;
$desk->clock_to('2027-03-10 09:01 Europe/Oslo');
$anna->gets_nothing('none while she is away', qr/Today/);
$desk->clock_to('2027-03-12 09:01 Europe/Oslo');
$anna->gets(qr/^Today: 2 yours/, 'one when she is back');

done_testing();

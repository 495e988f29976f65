#!/usr/bin/perl
# People of the desk: whose turn it is, who is away and who hears in her place,
# and news that comes once an hour in one mail.
use strict;
use warnings;
use Desk;
use Test::More;

my $MOSCOW = 'Europe/Moscow';
my $desk   = Desk->start(
    clock  => "2027-03-01 10:05 $MOSCOW",
    config => {
        'queue support'   => { calendar => 'office' },
        'calendar office' => { zone => $MOSCOW, weekdays => '10:00-19:00' },
        'line 1'          => {
            assign   => 'round-robin',
            calendar => 'office',
            digest   => 'no',    # morning.t has these
        },
        'operator tom'    => { notify => 'digest 1h', calendar => 'office' },
    },
);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');
my $tom  = $desk->operator('tom');

# ---- in turn
my ($flat, $at_olga) = $desk->opens($per, 'A new flat', $olga);
$anna->gets_nothing('nothing of what is not her turn');
my ($map, $at_anna) = $desk->opens($kari, 'The map', $anna);
$olga->gets_nothing('nothing of the next, which is not hers');
is($desk->field($map,  'holder'), 'anna', 'one each');
is($desk->field($flat, 'holder'), 'olga', 'and the other');

# ---- away, with a deputy
$anna->answers($at_anna, "/away until 2027-03-05 to olga\n");
my $away = $anna->gets(qr/you are away/, 'word that she is away');
like($away->text, qr/until 5 March 2027, 00:00.*Olga Berg hears/s,
    'until when, and who hears') or diag $away->display;
$kari->writes('support@example.org', "Re: The map [" . tag($at_anna) . "]",
    'Any news?');
my $news = $olga->gets(qr/^#$map/, 'what the customer of Anna wrote');
like($news->text, qr/Anna Larsen is away until .*Olga Berg stands in/,
    'and why she gets it') or diag $news->display;
$anna->gets_nothing('nothing while she is away');
is($desk->field($map, 'holder'), 'anna', 'it stays hers');

# ---- who is there
$olga->answers($news, '/who');
my $who = $olga->gets(qr/^Who is there/, 'a list of all');
like($who->text, qr/Anna Larsen, line 1: away until [^\n]*Olga Berg stands in/,
    'with who is away') or diag $who->display;
like($who->text, qr/Olga Berg, line 1: on duty, 1 open/, 'and what each has');
diag $who->display if $ENV{STORIES_SHOW};

# ---- only who is there gets what comes
my ($door) = $desk->opens($kari, 'The door', $olga);
is($desk->field($door, 'holder'), 'olga', 'the next is not Anna\'s turn');

# ---- to somebody who is away
$olga->answers($at_olga, "/assign anna");
like($olga->gets(qr/^#$flat/, 'word about it')->text, qr/Anna Larsen is away/,
    'that she is away');
is($desk->field($flat, 'holder'), 'anna', 'it is hers all the same');
$anna->reads_all;
$olga->reads_all;

# ---- back
$desk->clock_to("2027-03-05 10:10 $MOSCOW");
$kari->writes('support@example.org', "Re: The map [" . tag($at_anna) . "]",
    'Hello?');
my $hello = $anna->gets(qr/^#$map/, 'her own news again');
$olga->gets_nothing('no more of it');

# ---- a digest
$anna->answers($hello,   "/line 2 the tiles do not load");
$anna->answers($at_anna, "/show");
$anna->gets(qr/^#$map/);
$olga->answers($news, "/show #$door");
my $show = $olga->gets(qr/^#$door/, 'the other');
$olga->answers($show, '/line 2 the lock');
$desk->settled;
$tom->gets_nothing('nothing at once');
$desk->later('1h 10m');
my $digest = $tom->gets(qr/events in your requests/, 'one mail an hour later');
diag $digest->display if $ENV{STORIES_SHOW};
like($digest->text, qr/^#$map The map/m, 'about the one');
like($digest->text, qr/Anna Larsen, internal note \(hidden\): the tiles do\s+not load/,
    'with what was said');
like($digest->text, qr/^#$door The door/m, 'and the other');
$tom->gets_nothing('one mail only');
my ($answer, $subject) = $digest->text =~
    /^#$door .*?mailto:(support\+\S+\@example\.org)\?subject=(\S+)/ms;
ok($answer, 'which has a link for it') or diag $digest->display;
$subject =~ s/%(..)/chr hex $1/ge;
$tom->writes($answer, $subject, 'It is only stuck.');
$desk->settled;
ok((grep { /only stuck/ } $desk->texts($door, 'note')),
    'to which he can answer');

# ---- at night nobody's turn
$_->reads_all for $anna, $olga;
$desk->clock_to("2027-03-05 22:00 $MOSCOW");
my ($night) = $desk->opens($per, 'A burst pipe', $anna, $olga);
is($desk->field($night, 'holder'), undef, 'nobody is on duty: nobody has it');
$desk->clock_to("2027-03-08 10:05 $MOSCOW");
is($desk->field($night, 'holder'), 'anna', 'on Monday it is somebody\'s turn');
like($anna->gets(qr/^#$night/, 'word about it')->text, qr/It is your turn\./,
    'which says so');
$olga->gets_nothing('nobody else does');

sub tag { return $_[0]->subject =~ /\[(#\d+-\w+)\]/ ? $1 : die 'no tag' }

done_testing();

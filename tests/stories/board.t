#!/usr/bin/perl
# A board decides about a change, by mail.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(
    users  => [ 'boss@example.net' ],
    config => {
        'board cab' => {
            name     => 'Change board',
            members  => 'olga, tom, boss@example.net',
            approved => 'in-progress',
            rejected => 'resolved',
        },
    }
);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my ($anna, $olga, $tom) = map { $desk->operator($_) } qw(anna olga tom);
my $boss = $desk->customer('Bo Sjef <boss@example.net>');

my ($number, $notice) =
    $desk->opens($kari, 'More columns, please', $anna, $olga);
$anna->answers($notice, "/note\nHIDDEN: he pays for it.");
$desk->settled;
$_->reads_all for $anna, $olga;

$anna->answers($notice, '/board cab two days of work');
my %ask = map {
    $_->{name} => $_->gets(qr/^Change board is asked: More columns/, 'a question')
} $olga, $tom, $boss;
my $bosss = $ask{'Bo Sjef'};
like($bosss->text, qr/two days of work/,      'with the reason');
like($bosss->text, qr/Please help with this/, 'and what is asked for');
unlike($bosss->{octets} . $bosss->text, qr/HIDDEN/, 'and no note');
like($bosss->raw('Reply-To'), qr/support\+a-/, 'and an address of its own');
$desk->settled;
my $asked = $desk->ticket($number)->{board};
is($asked->{board}, 'cab', 'the request knows whom it asked');
is($asked->{answer}, 'open', 'and that it is open');

# ---- one voice each
$boss->answers($bosss, "/approve\nAt night, please.");
$boss->answers($bosss, "/approve");
$desk->settled;
is($desk->ticket($number)->{board}{answer}, 'open', 'one voice is not two');
is(scalar(grep { /At night/ } $desk->texts($number, 'note')), 1,
    'his words are a note');

# ---- nobody else's
my $mallory = $desk->customer('Mallory <mallory@example.net>');
$mallory->answers($ask{ $tom->{name} }, '/approve');
$desk->settled;
is($desk->ticket($number)->{board}{answer}, 'open', 'not Mallory\'s');

# ---- the second decides
$_->reads_all for $anna, $olga;
$olga->answers($ask{ $olga->{name} }, '/approve');
my $told = $anna->gets(qr/^#$number /, 'what the board decided');
like($told->text, qr/Change board has approved it \(2 of 3\)/, 'in words');
is($desk->field($number, 'status'), 'in-progress', 'and the status follows');
$boss->answers($bosss, '/reject too late');
$told = $anna->gets(qr/^#$number /, 'a voice that came too late');
like($told->text, qr/counts as no voice/, 'as such');
is($desk->field($number, 'status'), 'in-progress', 'which changes nothing');
$tom->answers($ask{ $tom->{name} }, '/reject');
$told = $anna->gets(qr/^#$number /, 'what comes to the address that Mallory had');
like($told->text, qr/Nobody has proved.*revoked/s, 'as not proved');
$kari->gets_nothing('nothing of all that');

# ---- beside a reply it is asked when that is sent
$desk->settled;
$desk->stop;
$desk->write_config(
    { %{ $desk->{config} }, 'queue support' => { undo => '3s' } });
$desk->run;
my ($second, $news) = $desk->opens($kari, 'And rows', $anna, $olga);
$anna->answers($news, "/board cab now\n\nThey will decide.");
$anna->answers($news, '/undo');
$anna->gets(qr/^#$second reply stopped/, 'her reply back');
sleep 4;
$boss->gets_nothing('no question', qr/And rows/);
$anna->answers($news, "/board cab now\n\nThey will decide.");
$boss->gets(qr/^Change board is asked: And rows/, 'it with the reply');
$kari->gets(qr/^Re: And rows/, 'the reply');

done_testing;

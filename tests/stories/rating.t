#!/usr/bin/perl
# How did it go? The reply that resolves a request asks its customer; what he
# answers there is a rating, and nothing else is. A bad one reaches the lead, and
# a lead reviews what was closed.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my $desk = Desk->start(
    users  => [ 'lena@example.org', 'lars@example.com' ],
    config => {
        quality           => { ask => 'always', reopen => 'yes', sample => '100 %' },
        'queue support'   => { close_after => '4s' },
        'operator lena'   => {
            name    => 'Lena Lie',
            address => 'lena@example.org',
            roles   => 'lead',
        },
    },
);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $lars = $desk->customer('Lars Dahl <lars@example.com>');
my $mallory = $desk->customer('Mallory <mallory@example.net>');
my ($anna, $olga) = map { $desk->operator($_) } qw(anna olga);
my $lena = $desk->customer('Lena Lie <lena@example.org>');

sub status { $desk->settled; return $desk->field($_[0], 'status') }

sub values_of {
    my ($number) = @_;
    $desk->settled;
    return map { $_->{value} } @{ $desk->ticket($number)->{ratings} };
}

# A request of `who` that Anna resolves: its number, her reply as it arrives,
# what she was told of it
sub resolved {
    my ($who, $subject) = @_;
    my ($number, $notice) = $desk->opens($who, $subject, $anna);
    $anna->answers($notice, "It is mended.\n\n/close");
    my $reply = $who->gets(qr/^Re: \Q$subject\E/, 'the reply');
    return ($number, $reply, $notice);
}

# ---- he is asked in the reply, and in no other mail
my ($number, $notice) = $desk->opens($kari, 'The printer', $anna, $olga);
$anna->answers($notice, 'Which one?');
my $first = $kari->gets(qr/^Re: The printer/, 'a question');
unlike($first->text, qr/How did we do/, 'which asks for no rating');
unlike($first->raw('Reply-To') // '', qr/\+r-/, 'by no address');
$anna->answers($notice, "It is mended.\n\n/close");
my $reply = $kari->gets(qr/^Re: The printer/, 'the reply that resolves');
like($reply->text, qr/How did we do\?.*from 1 \(bad\) to 5/s, 'asks');
like($reply->raw('Reply-To'), qr/^support\+r-[a-z2-7]{32}\@example\.org$/,
    'by an address of its own');
is_deeply([ values_of($number) ], [undef], 'nothing is known yet');

# ---- what is none
$kari->answers($first, '5');
$anna->gets(qr/^#$number /, 'a number in an ordinary answer');
is_deeply([ values_of($number) ], [undef], 'is a message');
is(status($number), 'in-progress', 'which opens it');
$mallory->answers($reply, '1');
$anna->gets(qr/^#$number /, 'what a stranger writes to that address');
is_deeply([ values_of($number) ], [undef], 'is no rating');
$kari->answers($reply, '5 users');
$anna->gets(qr/^#$number /, 'something with a number');
is_deeply([ values_of($number) ], [undef], 'is none either');
$kari->answers($reply, '5', headers => [ 'Auto-Submitted' => 'auto-replied' ]);
$desk->settled;
is_deeply([ values_of($number) ], [undef], 'nor what a machine answers');
$_->reads_all for $anna, $olga;

# ---- a number, and a comment that only the desk reads
my ($second, $asks) = resolved($per, 'The map');
$per->answers($asks, "4\nIt took a week.");
my $told = $anna->gets(qr/^#$second /, 'his comment');
like($told->text, qr/Per Hansen rated the reply of Anna.*: 4 of 5/, 'his rating')
    or diag $told->display;
like($told->text, qr/It took a week/, 'in his words');
is_deeply([ values_of($second) ], [4], 'it is kept');
my ($rating) = @{ $desk->ticket($second)->{ratings} };
is($rating->{operator}, 'anna',            'with whom it is about');
is($rating->{words},    'It took a week.', 'and its words');
is(($desk->texts($second, 'note'))[-1], 'It took a week.', 'which are no article');
isnt(status($second), 'in-progress', 'nothing is open again');
is(($desk->fates("#$second"))[0], 'rating', 'that is its fate');

# ---- the same once more takes its place
$per->answers($asks, '5');
is_deeply([ values_of($second) ], [5], 'a second one takes its place');

# ---- a question beside it reaches a person
my ($third, $third_reply) = resolved($lars, 'The scanner');
$lars->answers($third_reply, '3. And how do I scan to a file?');
$told = $anna->gets(qr/^#$third /, 'the question');
like($told->text, qr/And how do I scan to a file\?/, 'as a message');
is_deeply([ values_of($third) ], [3], 'and the rating is kept');
is(status($third), 'in-progress', 'it is open again');
$_->reads_all for $anna, $olga;

# ---- the others who take part read nothing of it
my ($both, $news) = $desk->opens($per, 'The door', $anna);
$anna->answers($news, "/cc kari\@example.com\n/close\n\nIt is mended.");
my $pers  = $per->gets(qr/^Re: The door/, 'the reply');
my $karis = $kari->gets(qr/^Re: The door/, 'the same reply');
like($pers->raw('Reply-To'), qr/\+r-/, 'he is asked');
unlike($karis->text . ($karis->raw('Reply-To') // ''), qr/How did we|\+r-/,
    'she is not');
$per->answers($pers, "5\nSECRETLY I like it.");
is_deeply([ values_of($both) ], [5], 'his answer is kept');
$kari->answers($karis, '/status');
unlike($kari->gets(qr/^Re: The door/, 'how it stands')->text,
    qr/SECRETLY|5 of 5/, 'and she sees nothing of it');
$_->reads_all for $anna, $olga;

# ---- it goes with its request into another
my ($part, $part_reply, $part_notice) = resolved($lars, 'The window');
my ($whole) = $desk->opens($lars, 'The glass', $anna);
$anna->answers($part_notice, "/merge #$whole");
$desk->settled;
$lars->answers($part_reply, '4');
is_deeply([ values_of($whole) ], [4], 'a rating of what is part of another');
$_->reads_all for $anna, $olga, $lars, $kari;

# ---- a bad one goes to the lead
my ($fourth, $bad_reply) = resolved($kari, 'The stairs');
$kari->answers($bad_reply, '/rate 1 nobody came');
my $bad = $lena->gets(qr/^#$fourth bad rating: The stairs/, 'word of a bad one');
like($bad->text, qr/rated the reply of Anna.*: 1 of 5/, 'which says how bad');
like($bad->text, qr/Please help with this/,             'what was asked');
like($bad->text, qr/It is mended/,                      'what was answered');
like($bad->text, qr/nobody came/,                       'and what he says');
is(status($fourth), 'in-progress', 'it is open again');
$kari->reads_all;
$kari->gets_nothing('nothing of all that');
$_->reads_all for $anna, $olga;

# ---- what was closed is reviewed
$desk->wait_until(sub { ($desk->field($second, 'status') // '') eq 'closed' });
my $review = $lena->gets(qr/^#$second to review: The map/, 'a request to review');
like($review->text, qr/number from 1 \(bad\) to 5/, 'is asked for a score');
like($review->text, qr/Please help with this/,      'and reads all of it');
like($review->raw('Reply-To'), qr/\+v-/, 'she answers at an address of its own');
$lena->answers($review, 'Well done.');
like($lena->gets(qr/^#$second not sent/, 'her answer back')->text,
    qr/begin with a number/, 'without a number it is none');
$lena->answers($review, '4 quick and friendly');
$desk->settled;
my ($scored) = @{ $desk->ticket($second)->{reviews} };
is($scored->{score}, 4,                    'the score is kept');
is($scored->{words}, 'quick and friendly', 'with her words');
is($scored->{lead},  'lena',               'and whose it is');
$per->reads_all;
$per->gets_nothing('nothing of that');
my ($code, $out) = $desk->postern('ticket', 'show', "#$second");
like($out, qr/rating of \d+ \(anna\): 5 of 5/,     'the command line shows both');
like($out, qr/review by lena \(sample\): 4 of 5/, 'for people, too');

done_testing;

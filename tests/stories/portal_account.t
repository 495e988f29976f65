#!/usr/bin/perl
# The support desk of tests/desks/portal for more than a month: three companies with
# contracts, the time that their requests take, and what they are billed for it.  The
# sums are worked out beside the story, by hand.
#
# October 2026 begins on a Thursday; 4 November, a Wednesday, is a holiday.
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use FindBin;
use JSON::PP ();
use Portal;
use Test::More;

my $desk = Portal->begin(
    clock  => '2026-09-28 09:50',    # a Monday
    users  => [
        qw(oleg@northern.example nina@northern.example hanna@harbour.example
            pavel@park.example webform@example.org)
    ],
    config => { site => { authserv_id => 'mx.example.org' } },
);
my $SUPPORT = 'support@example.org';
my $oleg  = $desk->customer('Oleg Titov <oleg@northern.example>');
my $nina  = $desk->customer('Nina Sund <nina@northern.example>');
my $hanna = $desk->customer('Hanna Berg <hanna@harbour.example>');
my $pavel = $desk->customer('Павел Смирнов <pavel@park.example>');
my %who   = $desk->staff;
my ($anna, $olga, $denis, $lena, $maria) =
    @who{qw(anna olga denis lena maria)};

sub scene { return $desk->scene(@_) }

# ---- how people write here

# Each is who he says, as the mail server found; Maria logs in.
sub proof {
    my ($who) = @_;
    return (login => 1) if $who == $maria;
    my ($domain) = $who->address =~ /@(.*)/;
    return (headers => [ 'Authentication-Results' =>
            "mx.example.org; dmarc=pass header.from=$domain" ]);
}

# What somebody writes is done when nothing is left to do
sub says {
    my ($who, $to, $text, %more) = @_;
    my $letter = $who->answers($to, $text, quote => 0, proof($who), %more);
    $desk->settled;
    return $letter;
}

sub asks {
    my ($who, $text, $subject) = @_;
    my $letter =
        $who->writes($SUPPORT, $subject // 'My account', $text, proof($who));
    $desk->settled;
    return $letter;
}

# A request: its number, and what Anna gets of it
sub opens {
    my ($who, $subject, $text) = @_;
    asks($who, $text, $subject);
    my $ack = $who->gets(qr/^\Q$subject\E \[#/, 'an acknowledgement');
    my $number = $desk->number_in($ack);
    return ($number, $anna->gets(qr/^#$number /, 'the request'), $ack);
}

sub does {
    my ($what, @command) = @_;
    my ($code, $out, $err) = $desk->postern(@command);
    is($code, 0, $what) or diag "@command: $out$err";
    return $out;
}

# "anna 25 -> 30" of each row: as long as it took, and what is charged
sub rows {
    my ($number) = @_;
    return join '; ', map {
        "$_->{operator} $_->{min} -> $_->{bill_min}"
            . ($_->{type} ? " $_->{type}" : '')
    } sort { $a->{id} <=> $b->{id} } @{ $desk->ticket($number)->{time} };
}

# ---- three companies
for my $kind (qw(company person contract service rate)) {
    my $table = "$desk->{dir}/account/$kind.csv";
    my $count = { company => 3, person => 4, contract => 3, service => 3,
        rate => 4 }->{$kind};
    like(does("the table of $kind", $kind, 'import', $table),
        qr/^$count added, 0 changed/, 'is read');
    like(does('and once more', $kind, 'import', $table),
        qr/^0 added, 0 changed/, 'changes nothing');
}
does('a coupon for the Russian agency', qw(coupon mint --contract PR-26),
    qw(--sla special --to pavel@park.example));
my ($coupon) = $pavel->gets(sub { 1 }, 'his coupon')->text
    =~ /^ *(PC(?:-\w{4}){4})$/m;
ok($coupon, 'which is one');

# ---- Watch of Harbour Flats ends on 30 October
scene('2026-10-01 12:00', 'A contract ends in thirty days',
    'Whoever speaks for the company hears of it, and Maria.');
like($hanna->gets(qr/ends on 30 October 2026/, 'a reminder')->text,
    qr/contract of Harbour Flats/, 'of her company\'s contract');
$maria->gets(qr/^Harbour Flats: contract HF-26 ends/, 'word, too');
$_->gets_nothing('nothing of it') for $oleg, $nina, $pavel;

# ---- October: 2 hours are prepaid for it, and nothing of September's 2 was used.
# Each booking counts in quarters of an hour.
scene('2026-10-05 10:05', 'A request, and how long it took',
    'Nina\'s listings are mixed up. Anna books 25 minutes, and the message '
        . 'comes twice.');
my ($mixed, $told) = opens($nina, 'Mixed photos',
    "Hello,\n\nlisting 48213 shows the photos of another house.\n\nNina\n");
like($told->text, qr/Prepaid: Northern Homes has 4 h of 4 h left in October/,
    'with what is left') or diag $told->display;
my $booked = says($anna, $told,
    "/spend 25m looked for them\n\nDear Nina,\n\nwe look for them.");
my $reply = $nina->gets(qr/^Re: Mixed photos/, 'an answer');
unlike($reply->{octets}, qr/spend|looked for them/, 'without what is inside');
is(rows($mixed), 'anna 25 -> 30', 'which counts half an hour');
my ($to) = $told->raw('Reply-To') =~ /([^\s<>]+@[^\s<>]+)/;
$desk->submit($booked->{octets}, from => $anna->address, to => [$to]);
$desk->postern(\$booked->{octets}, 'deliver', '--from', $anna->address, $to);
$desk->settled;
is(rows($mixed), 'anna 25 -> 30', 'once, however often it comes');

scene('2026-10-06 11:00', 'A timer', 'Anna works with the clock running.');
says($anna, $told, '/start');
$desk->later('38m');
says($anna, $told, '/stop');
like(rows($mixed), qr/^anna 25 -> 30; anna (?:38|39) -> 45$/,
    'three quarters of an hour');

scene('2026-10-07 12:00', 'For somebody else',
    'Denis drove there. Lena, who leads, books his hour; it counts half as much '
        . 'again.');
asks($lena, "/show #$mixed");
says($lena, $lena->gets(qr/^#$mixed /, 'the request'), '/spend 1h @denis visit');
like(rows($mixed), qr/; denis 60 -> 90 visit$/, 'an hour and a half');
like($denis->gets(qr/^#$mixed/, 'word of it')->text,
    qr/Lena Frolova booked 1 h of your time/, 'by whom');
$maria->gets_nothing('nothing at 69 %', qr/prepaid/);

# 30 + 45 + 90 = 165 of 240 min; the norm of photos makes it 225, which is 93 %
scene('2026-10-08 10:30', 'Four fifths are used',
    'Oleg\'s photos take 20 minutes, and are an hour by the contract.');
my ($dark, $dark_told) = opens($oleg, 'Dark photos',
    "Please make the photos of listing 50990 lighter.\n\nOleg\n");
says($anna, $dark_told, "/spend 20m photo\n\nDear Oleg,\n\nthey are lighter now.");
is(rows($dark), 'anna 20 -> 60 photo', 'the norm');
like($maria->gets(qr/^Northern Homes: 80 % of the prepaid/, 'a warning')->text,
    qr/15 min/, 'with what is left');
like($oleg->gets(qr/^Northern Homes: 80 % of the prepaid/, 'the same')->text,
    qr/has 15 min of 4 h prepaid time left in October/, 'with what is left');
$nina->gets_nothing('nothing of that', qr/prepaid/);

# 225 + 30 is beyond 240; what is taken back leaves 10 min, that count 15
scene('2026-10-09 15:00', 'All is used, and counted twice',
    'Anna books half an hour too many, and takes 20 minutes back.');
says($anna, $told, '/spend 30m');
$maria->gets(qr/^Northern Homes: prepaid time is used up/, 'word of all of it');
like($oleg->gets(qr/^Northern Homes: prepaid time is used up/, 'the same')->text,
    qr/15 min went beyond/, 'with what is beyond');
says($anna, $told, '/spend -20m counted twice');
like(rows($mixed), qr/; anna 30 -> 30; anna -20 -> -15$/, 'a row of its own');

# ---- the month is over
# Northern Homes: 30 + 45 + 90 + 60 + 30 - 15 = 240 of 240 min, and beyond it
#   20 October: 1 h of other work, 60 min at 3,000.00   3,000.00
#   21 October: photos of another request, 60 at 2,400.00  2,400.00
scene('2026-10-20 10:30', 'Beyond what is prepaid', 'One hour more.');
says($anna, $told, '/spend 1h');
scene('2026-10-21 10:30', 'Photos of another house', 'By the norm, again.');
my ($garage, $garage_told) = opens($nina, 'Photos of the garage',
    "They are dark as well.\n\nNina\n");
says($anna, $garage_told, "/spend 10m photo\n\nDone.\n/close");
is(rows($garage), 'anna 10 -> 60 photo', 'an hour once more');

scene('2026-11-02 10:01', 'The statement',
    'The month is over. Maria gets drafts, and sends them.');
my $draft = $maria->gets(qr/^Draft of a statement: Northern Homes/, 'a draft');
like($draft->text, qr/Amount: 5,400\.00.RUB/, 'of 5,400 roubles')
    or diag $draft->text;
does('it is sent', qw(statement send NH-26 --month 2026-10));
my $statement = $oleg->gets(qr/^Statement 2026-0001: Northern Homes/,
    'the statement');
$nina->gets_nothing('nothing of it', qr/Statement/);
like($statement->text, qr/$_->[0]/, $_->[1]) or diag $statement->text for (
    [ qr/Amount: 5,400\.00.RUB/,       'what is to be paid' ],
    [ qr/Used\s+6:00/,                 '360 min are used' ],
    [ qr/Beyond prepaid time\s+2:00/,  'two hours of them are beyond' ],
    [ qr/#$mixed Mixed photos.*4:00/,  'by request' ],
);

done_testing();

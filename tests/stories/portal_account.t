#!/usr/bin/perl
# The support desk of tests/desks/portal for more than a month: three companies with
# contracts, the time that their requests take, and what they are billed for it.  The
# sums are worked out beside the story, by hand.
#
# October 2026 begins on a Thursday; 4 November, a Wednesday, is a holiday.
use strict;
use warnings;
use utf8;
use JSON::PP ();
use Letter;
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
my $kari  = $desk->customer('Kari Nordmann <kari@example.com>');
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

# Each of these stands in a text
sub reads {
    my ($text, @rows) = @_;
    my @missing = grep { !like($text, $_->[0], $_->[1]) } @rows;
    diag $text if @missing;
    return;
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

scene('2026-10-06 12:30', 'By the form of the help page',
    'Kari has no contract; the form speaks for her.');
$desk->submit(
    Letter->compose(
        date_s  => $desk->now,
        from    => 'Four Walls <webform@example.org>',
        to      => $SUPPORT,
        subject => 'Form: lantern',
        text    => "Name: Kari Nordmann\nE-mail: kari\@example.com\n"
            . "Listing: 51120\n\nThe lantern on my photo is upside down.\n"
    ),
    from     => 'webform@example.org',
    to       => [$SUPPORT],
    user     => 'webform@example.org',
    password => 'secret'
);
my $lantern = $desk->number_in(
    $anna->gets(qr/^#\d+ Form: lantern/, 'what the form sends'));
my $form = $desk->ticket($lantern);
is("$form->{customer} $form->{source} $form->{fields}{listing}",
    'kari@example.com web 51120', 'is Kari\'s, with its listing');
unlike($kari->gets(qr/\[#$lantern-/, 'an acknowledgement')->text, qr/lantern/,
    'which repeats nothing');
my ($found) = $desk->json('ticket search', 'lanterns');
is($found->{id}, $lantern, 'and it is found by its words');
asks($anna, '/search upside');
like($anna->gets(qr/^1 found/, 'the same by mail')->text,
    qr/#$lantern +Form: lantern/, 'its number');

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

scene('2026-10-09 16:00', 'Without a price',
    'Harbour Flats has paid for ten hours a month. It takes 40 minutes.');
my ($pump, $pump_told) = opens($hanna, 'The pump page',
    "The page of our pump room is empty.\n\nHanna Berg\n");
says($anna, $pump_told, "/spend 40m\n\nDear Hanna,\n\nit is full again.\n/close");
is(rows($pump), 'anna 40 -> 40', 'as long as it took');

# ---- Monday. Of the week from the 5th there are four requests: Nina's, Oleg's,
# Kari's and Hanna's; hers is resolved. Worked: 25 + 38 + 60 + 20 + 30 - 20 + 40
# = 193 min, and one more if the timer was slow; charged: 30 + 45 + 90 + 60 + 30
# - 15 + 40 = 280.
scene('2026-10-12 07:05', 'The weekly report',
    'Maria and Lena read on Monday morning how the week was.');
my $week = $maria->gets(qr/^The week: 5 October 2026 to 11 October/, 'the report');
$lena->gets(qr/^The week: 5 October/, 'the same');
$anna->gets_nothing('nothing of it', qr/The week/);
my $numbers = JSON::PP->new->decode(
    does('the same by the program', qw(report weekly --period 2026-W41 --json)));

sub counted {
    my ($block, $key, $column) = @_;
    my ($table) = grep { $_->{block} eq $block } @{ $numbers->{blocks} };
    my ($row) = grep { $_->{key} eq $key } @{ $table->{rows} };
    return $row ? $row->{now}[ $column // 0 ] : undef;
}
note(JSON::PP->new->canonical->pretty->encode($numbers)) if $ENV{DBG};
is(counted(qw(volume opened)),   4, 'four were opened');
is(counted(qw(volume resolved)), 1, 'one was resolved');
is(counted(qw(backlog open)),    3, 'three are open');
like(counted(qw(hours all)), qr/^19[34]$/, 'worked');
is(counted(qw(hours all), 1),    280, 'charged');
is(counted(qw(hours photo), 1),  60,  'of that for photos');
is(counted('sla', 'standard/first'), 2, 'Nina and Oleg had their answers in time');
is(counted('sla', 'none/first', 1), 1, 'Kari has none, after 24 working hours');
is(counted('mail', 'replies'),      3, 'three replies');
is(counted('mail', 'delivery reports'), 3, 'that have arrived');
like($week->text, qr/^opened +4 +\+4/m, 'and the mail says so')
    or diag $week->display;

# ---- what waits in the morning
scene('2026-10-12 17:00', 'One more', 'Nina writes in the evening.');
my ($phone) = opens($nina, 'A second phone',
    "Please add +7 495 765 43 21 to all our pages.\n\nNina\n");
scene('2026-10-13 10:01', 'The morning digest',
    'Anna sees what is there, and takes two at once.');
my $digest = $anna->gets(qr/^Today: .*2 unassigned/, 'her digest');
like($digest->text, qr/Unassigned.*#$lantern .*#$phone /s, 'both of them')
    or diag $digest->display;
says($anna, $digest, "/take #$lantern #$phone\n/priority high #$phone");
$anna->gets(qr/^2 done$/, 'word that it is done');
asks($anna, '/list northern');
my $northern = $anna->gets(qr/^Northern Homes: \d open$/, 'a list by its name');
like($northern->text, qr/#$phone +A second phone/, 'with Nina\'s');
unlike($northern->text, qr/lantern/, 'without Kari\'s');
is(join(' ', map { $desk->field($_, 'holder') // '' } $lantern, $phone),
    'anna anna', 'both are hers');
is($desk->field($phone, 'priority'), 'high', 'and one presses');

# ---- Russian, by the minute: 100 + 35 = 135 min at 1,999.90 are 4,499.775, which
# is 4,499.78; they cost the desk 135 min at 1,200.00, 2,700.00
scene('2026-10-14 11:00', 'By the minute',
    'Pavel\'s agency has nothing prepaid, and sees what it costs.');
my ($grotto, $grotto_told) = opens($pavel, 'Каменный грот',
    "Здравствуйте!\n\nНа странице не видно фотографий грота.\n\nПавел\n");
says($anna, $grotto_told, "/spend 1h40\n\nЗдравствуйте, Павел! Теперь видно.");
scene('2026-10-15 11:00', 'Half an hour more', 'It came back.');
says($anna, $grotto_told, '/spend 35m');
is(rows($grotto), 'anna 100 -> 100; anna 35 -> 35', 'as long as it took');

scene('2026-10-17 20:00', 'A coupon',
    'On Saturday evening Pavel spends it: within an hour, around the clock.');
asks($pavel, "Здравствуйте!\n\nМы не можем войти, а показ утром.\n\n$coupon\n",
    'Вход закрыт');
like($pavel->gets(qr/купон/i, 'that it was accepted')->text, qr/21:00/,
    'with its hour');
my $locked_told = $anna->gets(qr/^#\d+ Вход закрыт/, 'the request');
my $locked      = $desk->number_in($locked_told);
is($desk->field($locked, 'sla'), 'special', 'as a special one');
says($anna, $locked_told, "/reply\nЗдравствуйте! Вход снова открыт.\n/close");
$pavel->gets(qr/^Re: Вход закрыт/, 'an answer within it');

# ---- nobody sees another's
scene('2026-10-19 11:00', 'Whose is what',
    'Each asks for all that there is, and gets his own.');
my @all = ('/list company all', '/list all', '/report company 2026-10',
    '/balance', map { "/show #$_" } $mixed, $dark, $lantern, $pump, $phone,
    $grotto, $locked);
my %own = (
    NH => [ qr/48213|50990|Nina|Titov|765 43 21|Northern/, $oleg, $nina ],
    HF => [ qr/pump|Hanna|Harbour/,                        $hanna ],
    PR => [ qr/грот|показ утром|Смирнов|Парк/,             $pavel ],
    '' => [ qr/lantern on my photo/,                       $kari ],
);
my @people = map { my @of = @$_; @of[ 1 .. $#of ] } values %own;
$_->writes($SUPPORT, 'My account', join("\n", @all), proof($_)) for @people;

sub sees_own_alone {
    my ($when) = @_;
    for my $company (sort keys %own) {
        my ($words, @of) = @{ $own{$company} };
        for my $other (grep { my $o = $_; !grep { $o == $_ } @of } @people) {
            my @leaks = grep {
                join(' ', $_->subject, $_->text, $_->html // '') =~ $words
            } $other->letters;
            ok(!@leaks, "$other->{address} reads nothing of "
                    . ($company || 'Kari') . "'s $when")
                or diag map { $_->display } @leaks;
        }
    }
    return;
}
$desk->settled;
sees_own_alone('by asking');
my $answer = $nina->gets(qr/^Your account/, 'her answer')->text;
like($answer, qr/#$mixed Mixed.*#$phone A second/s, 'with her own requests');
like($answer, qr/contact person/, 'and that Oleg may see all of them');
unlike($answer, qr/lighter/, 'which she does not');
like($oleg->gets(qr/^Your account/, 'his answer')->text,
    qr/#$mixed Mixed.*mixed|photos of another house/s, 'with Nina\'s, too');

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

scene('2026-10-24 12:00', 'A contract ends in seven days',
    'Hanna and Maria are told once more.');
$hanna->gets(qr/ends on 30 October 2026/, 'another reminder');
$maria->gets(qr/^Harbour Flats: contract HF-26 ends/, 'word, too');

scene('2026-10-30 16:00', 'Its last day', 'What is asked for has its promise.');
my ($stairs) = opens($hanna, 'The stairs', "The stairs are not on the plan.\n");
is($desk->field($stairs, 'sla'), 'vip', 'that of the contract');
scene('2026-10-31 12:00', 'A contract has ended',
    'What is open is handled as that of anybody.');
$maria->gets(qr/^Harbour Flats: contract HF-26 has ended/, 'word');
$hanna->gets_nothing('nothing of that', qr/ended/);
is($desk->field($stairs, 'sla'), 'none', 'the open request falls back');

# ---- November. Of October, Northern Homes owes 60 min at 3,000.00 and 60 at
# 2,400.00, 5,400.00; Harbour Flats nothing; the Russian agency 4,499.78.
scene('2026-11-02 10:01', 'The statements',
    'The month is over. Maria gets drafts, and they are sent.');
my ($gate) = opens($hanna, 'The gate', "The gate is not on the plan, either.\n");
is($desk->field($gate, 'sla'), 'none', 'and what Hanna asks now does, too');
my $draft = $maria->gets(qr/^Draft of a statement: Northern Homes/, 'a draft');
like($draft->text, qr/Amount: 5,400\.00.RUB/, 'of 5,400 roubles')
    or diag $draft->text;
$draft = $maria->gets(qr/^Draft of a statement: Парк/, 'another');
like($draft->text, qr/Amount: 4,499\.78.RUB/, 'of 4,499.78')
    or diag $draft->text;
like($draft->text, qr/Cost: 2,700\.00.RUB\s+Margin: 1,799\.78.RUB/,
    'with what the desk earns');
# a contract of January, of which no month was billed before
$draft = $maria->gets(qr/^Draft of a statement: Harbour/, 'and one');
reads(
    $draft->text,
    [ qr/Prepaid for this period\s+10:00/,   'of ten hours' ],
    [ qr/Used\s+0:40/,                       'of which 40 min are used' ],
    [ qr/Left, and not carried over\s+9:20/, 'and the rest is lost' ],
);
unlike($draft->text, qr/Carried over from|Amount/, 'and nothing of before');
does('one is sent', qw(statement send NH-26 --month 2026-10));
does('another',     qw(statement send PR-26 --month 2026-10));
my $statement = $oleg->gets(qr/^Statement 2026-0001: Northern Homes/,
    'the statement');
$nina->gets_nothing('nothing of it', qr/Statement/);
reads(
    $statement->text,
    [ qr/Amount: 5,400\.00.RUB/,       'what is to be paid' ],
    [ qr/Prepaid for this period\s+2:00/, 'two hours are October\'s' ],
    [ qr/Carried over from before\s+2:00/, 'and two were left in September' ],
    [ qr/Used\s+6:00/,                 '240 and 120 min are used' ],
    [ qr/Beyond prepaid time\s+2:00/,  'two hours of them beyond' ],
    [ qr/Carried over to what follows\s+0:00/, 'nothing is left' ],
    [ qr/1:00\s+3,000\.00\s+3,000\.00/, 'an hour of work' ],
    [ qr/Photo retouching\s+1:00\s+2,400\.00\s+2,400\.00/, 'and one of photos' ],
    [ qr/#$mixed Mixed photos.*\s4:00/, 'four hours for the first request' ],
    [ qr/#$dark Dark photos.*\s1:00/,   'an hour for the second' ],
    [ qr/#$garage Photos of the.*\s1:00/, 'and for the third' ],
    [ qr/Visit: Denis Volkov\s+1:30/,  'Denis\' way there' ],
    [ qr/Balance: 5,400\.00.RUB/,      'the balance' ],
);
unlike($statement->text, qr/Margin|Cost|counted twice/, 'and nothing inside');
like($pavel->gets(qr/2026-0002/, 'the other, in Russian')->text,
    qr/4.499,78.RUB/, 'of 4 499,78');

# ---- a manager's question
scene('2026-11-03 11:00', 'A manager\'s question',
    'Oleg\'s director wants to know what October was. He asks the desk.');
asks($oleg, '/report company 2026-10');
my $report = $oleg->gets(qr/^October 2026 at Four Walls Support: Northern Homes/,
    'the report')->text;
reads(
    $report,
    [ qr/Requests: 4\n/,               'four requests' ],
    [ qr/Newly opened: 4\n/,           'all of October' ],
    [ qr/Time charged: 6 h\n/,         'six hours' ],
    [ qr/To be paid: 5,400\.00.RUB/,   'and what they cost' ],
    [ qr/#$mixed Mixed photos:.*\s4 h charged; to be paid: 3,000\.00/s,
        'by request' ],
    [ qr/#$garage .*\s1 h charged; to be paid: 2,400\.00/s, 'each of them' ],
);

# ---- paid, and corrected. The photos of the garage were not theirs: -60 min at
# 2,400.00 are -2,400.00. 20 min of November count 30 of its 2 h, 90 are left.
scene('2026-11-10 12:00', 'A payment, and a correction',
    'Northern Homes pays 5,000 roubles. The garage is another\'s.');
like(does('a payment', qw(contract pay NH-26 5000 --ref PP-17 --date 2026-11-10)),
    qr/owed now: 400\.00/, 'leaves 400');
my $before = does('what was sent', qw(statement show 2026-0001 --json));
says($anna, $garage_told, '/spend -10m photo of another customer');
is(rows($garage), 'anna 10 -> 60 photo; anna -10 -> -60 photo', 'is taken back');
says($anna, $told, '/spend 20m');
is(does('the statement', qw(statement show 2026-0001 --json)), $before,
    'stays as it was sent');
asks($oleg, '/balance');
my $balance = $oleg->gets(qr/^What is left at/, 'how it stands')->text;
like($balance, qr/1 h 30 min of 2 h left in November/, 'in hours');
like($balance, qr/400\.00.RUB to be paid.*not billed yet: -2,400\.00.RUB/s,
    'and in money') or diag $balance;

# 5,400.00 - 5,000.00 - 2,400.00 = -2,000.00
scene('2026-12-01 10:01', 'The next statement',
    'It says what was corrected, and what is carried on.');
does('it is sent', qw(statement send NH-26 --month 2026-11));
$statement = $oleg->gets(qr/^Statement 2026-0003: Northern Homes/,
    'the next statement');
reads(
    $statement->text,
    [ qr/Amount: -2,400\.00.RUB/,      'a credit' ],
    [ qr/Prepaid for this period\s+2:00/, 'two hours are November\'s' ],
    [ qr/Used\s+-0:30/,                '30 - 60 min' ],
    [ qr/Beyond prepaid time\s+-1:00/, 'an hour less beyond' ],
    [ qr/Carried over to what follows\s+1:30/, 'what is left stays' ],
    [ qr/21 October 2026: #$garage, Photo retouching\s+-1:00/,
        'the correction, with its own day' ],
    [ qr/Balance before\s+5,400\.00/,  'what was owed' ],
    [ qr/Payment 10 November 2026, PP-17\s+-5,000\.00/, 'what was paid' ],
    [ qr/Credit: 2,000\.00.RUB/,       'and what is left of it' ],
);

sees_own_alone('to the end');
my $status = $desk->status;
is_deeply([ map { @{ $status->{$_} } } qw(wrong passing alarms) ],
    [], 'nothing is wrong with the desk') or diag explain $status;

done_testing();

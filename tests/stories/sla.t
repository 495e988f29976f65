#!/usr/bin/perl
# What was promised: by when a person answers, who is told when it grows late,
# and what a coupon changes; on a clock that the story moves.
use strict;
use warnings;
use Desk;
use Test::More;

plan skip_all => 'the program has no clock that can be moved'
    unless Desk::has_test_clock();

my $desk = Desk->start(
    clock  => '2027-03-01 09:55 Europe/Moscow', # a Monday
    users  => [ map { "$_\@example.org" } qw(lena max) ],
    config => {
        'calendar moscow' =>
            { zone => 'Europe/Moscow', weekdays => '10:00-19:00' },
        'sla standard' => {
            first_reply        => '6h',
            'first_reply.high' => '2h',
            next_reply         => '4h',
            warn               => '1h',
            escalate           => '1h',
        },
        'sla special' =>
            { calendar => 'always', first_reply => '1h', warn => 'never' },
        'queue support' => {
            calendar     => 'moscow',
            hours        => '',
            undo         => '0s',
            ack_per_hour => 20,
        },
        'operator lena' => {
            name    => 'Lena Frolova',
            address => 'lena@example.org',
            lines   => '3',
            roles   => 'lead:*/1',
        },
        'operator max' => {
            name    => 'Max Berg',
            address => 'max@example.org',
            roles   => 'manager:*',
        },
    });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my ($anna, $olga) = map { $desk->operator($_) } qw(anna olga);
my $lena = $desk->customer('Lena Frolova <lena@example.org>');
my $max  = $desk->customer('Max Berg <max@example.org>');

# ---- who is promised what
my ($code, $out) = $desk->postern(qw(company add Acme --ext A-1));
is($code, 0, 'a company is made');
$desk->postern(qw(company domain A-1), 'kari@example.com');
($code, $out) = $desk->postern(qw(contract add A-1 --sla standard --ext C-1));
is($code, 0, 'with a contract') or diag $out;
($code, $out) = $desk->postern(
    qw(coupon mint --contract C-1 --sla special --expires 1y -n 2));
my @coupons = $out =~ /^(PC(?:-\w{4}){4})$/mg;
is(scalar @coupons, 2, 'and two coupons') or diag $out;

# ---- the acknowledgement says by when
my ($number, $notice) = $desk->opens($kari, 'The map', $anna);
my $ack = ($kari->letters)[0];
like($ack->text, qr/A person will answer by Mon 1 Mar 16:00 MSK\./,
    'the customer is told by when a person answers');
like($ack->text, qr/We are open Monday to Friday 10:00-19:00 \(MSK\)\./,
    'and the hours');
like($notice->text,
    qr/SLA standard: first reply due in 6 h \(Mon 1 Mar 16:00\)/,
    'operators read what is left');
is($desk->field($number, 'sla'), 'standard', 'by the contract');

sub first_clock {
    return (grep { $_->{kind} eq 'first' }
            @{ $desk->ticket($number)->{clocks} })[0];
}

# ---- warning, breach, escalation
$_->reads_all for $anna, $olga, $kari;
$desk->clock_to('2027-03-01 14:50 Europe/Moscow');
$anna->gets_nothing('no warning before its time');
$desk->clock_to('2027-03-01 15:01 Europe/Moscow');
my $warning = $anna->gets(qr/^#$number /, 'a warning, an hour before');
like($warning->text, qr/First reply due in \d+ min \(Mon 1 Mar 16:00\)/,
    'says how long there is');
$olga->gets(qr/^#$number /, 'all of the line are warned');
$lena->gets_nothing('the lead is not');
$desk->clock_to('2027-03-01 16:01 Europe/Moscow');
my $breach = $lena->gets(qr/^#$number /, 'the lead learns of the breach');
like($breach->text, qr/First reply overdue by/, 'which is said');
$anna->gets(qr/^#$number /, 'so does the line');
$max->gets_nothing('the manager does not, yet');
$desk->clock_to('2027-03-01 17:02 Europe/Moscow');
my $higher = $max->gets(qr/^#$number /, 'an hour later the manager does');
$_->reads_all for $anna, $olga, $lena;

# ---- he excuses it
$max->answers($higher, '/excuse the map was away for all of us');
$desk->settled;
my $clock = first_clock();
is($clock->{excused}, 'the map was away for all of us', 'it is excused');
ok($clock->{breached}, 'and stays a breach');

# ---- only a person's reply ends it
$anna->answers($notice, 'It is there again.');
$kari->gets(qr/^Re: The map/, 'the answer');
$clock = first_clock();
ok($clock->{stopped}, 'the clock has stopped');

# ---- a coupon
$_->reads_all for $anna, $olga, $kari, $per, $lena, $max;
$desk->clock_to('2027-03-01 20:00 Europe/Moscow');
$kari->writes('support@example.org', 'Urgent',
    "Nothing works.\n\n" . lc($coupons[0]) . "\n");
my $thanks = $kari->gets(qr/coupon/, 'word that the coupon is accepted');
like($thanks->text, qr/has been accepted for request #\d+/, 'for this request');
like($thanks->text, qr/will answer by Mon 1 Mar 21:00 MSK\./,
    'with the hour of the coupon');
my $urgent = $desk->number_in($thanks);
is($desk->field($urgent, 'sla'), 'special', 'which has another SLA now');
like($desk->field($urgent, 'sla_due'), qr/^2027-03-01T18:0/,
    'an hour, around the clock');

# ---- a second time it is worth nothing, and nobody learns why
$kari->reads_all;
$per->writes('support@example.org', 'Mine too', "Please: $coupons[0]\n");
my $no = $per->gets(qr/coupon/, 'a polite answer to a stranger to it');
like($no->text,
    qr/could not accept the coupon in your message to request #\d+\./,
    'which says no more');
(my $forged = $coupons[1]) =~ s/.$/ $& eq 'A' ? 'B' : 'A' /e;
$per->reads_all;
$per->writes('support@example.org', 'Another', "Please: $forged\n");
my $forged_no = $per->gets(qr/coupon/, 'the same to a forged one');
is($forged_no->text =~ s/#\d+/#N/gr, $no->text =~ s/#\d+/#N/gr,
    'in the same words');
$kari->writes('support@example.org', 'Again', "And again: $coupons[0]\n");
my $used = $kari->gets(qr/coupon/, 'its own company is told more');
like($used->text, qr/it was used before/, 'that it was used');
my @states = sort map { $_->{state} } $desk->json('coupon list');
is_deeply(\@states, [qw(good used)], 'one is left');

# ---- a renewal brings one by mail
$_->reads_all for $kari, $per;
($code, $out) = $desk->postern(
    qw(contract add A-1 --sla standard --from 1y --coupons 1),
    qw(--coupon-sla special --to kari@example.com));
is($code, 0, 'a contract is renewed') or diag $out;
my $gift = $kari->gets(qr/^Your coupon/, 'a coupon');
like($gift->text, qr/a coupon of Acme.*^\s*PC(?:-\w{4}){4}$/ms,
    'which can be read');
like($gift->text, qr/can be used until \d+ \w{3} \d{4}, \d\d:\d\d UTC\./,
    'until a day in words');
unlike($out, qr/PC-/, 'and is printed nowhere');

done_testing();

#!/usr/bin/perl
# What is billed: work of a month goes beyond what is prepaid; its statement is sent,
# and stays as it is; what is corrected afterwards stands in the next one; a payment
# lowers what is owed; the manager reads what the desk earns, and nobody else does.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

plan skip_all => 'the program has no clock that can be moved'
    unless Desk::has_test_clock();

my $OSLO = 'Europe/Oslo';
my $desk = Desk->start(
    clock  => "2027-03-01 09:30 $OSLO", # a Monday
    users  => [qw(maria@example.org bill@example.com)],
    config => {
        site             => { zone => $OSLO, statements => 'draft' },
        'calendar oslo'  => { zone => $OSLO, weekdays => '09:00-17:00' },
        'queue support'  => { calendar => 'oslo', hours => '', undo => '0s' },
        'work travel'    => { title => 'Travel', 'title.nb' => 'Reise' },
        'operator anna'  =>
            { cost => '45.00', sasl_login => 'anna@example.org' },
        'operator maria' => {
            name    => 'Maria Berg',
            address => 'maria@example.org',
            roles   => 'manager:*',
            sasl_login => 'maria@example.org',
        },
    });
my $kari  = $desk->customer('Kari Nordmann <kari@example.com>');
my $bill  = $desk->customer('Bill Payer <bill@example.com>');
my $anna  = $desk->operator('anna');
my $maria = $desk->operator('maria', name => 'Maria Berg');

sub does {
    my ($what, @command) = @_;
    my ($code, $out, $err) = $desk->postern(@command);
    is($code, 0, $what) or diag "@command: $out$err";
    return $out;
}

# Who is refused, and the words why
sub refused {
    my ($what, $words, @command) = @_;
    my ($code, $out, $err) = $desk->postern(@command);
    isnt($code, 0, $what);
    like($err, $words, "$what: in words") or diag $out;
    return;
}

# What she writes is done when nothing is left to do
sub says {
    my ($who, $to, $text) = @_;
    $who->answers($to, $text, quote => 0);
    $desk->settled;
    return;
}

# ---- a contract: 2 hours a month are prepaid, an hour costs 120.00, and with travel
# 60.00
does('a company', qw(company add Nordlys --ext N-1 --zone), $OSLO,
    qw(--language nb --manager maria));
does('its contract', qw(contract add N-1 --ext C-1 --name Care --from 2027-03-01),
    qw(--currency EUR));
does('its service', qw(service add Support --contract C-1 --hours 2 --carry yes));
does('a price', qw(rate add C-1 --price 120 --from 2027-03-01));
does('and of travel',
    qw(rate add C-1 --work travel --price 60 --from 2027-03-01));
does('who asks', qw(person add kari@example.com --company N-1));
does('who pays', 'person', 'add', 'bill@example.com', qw(--company N-1 --contact yes));

# ---- March: 90 min, then 60, of which 30 are left in what is prepaid; 45 of travel
my ($number, $notice) = $desk->opens($kari, 'The map', $anna);
says($anna, $notice, "/spend 90m a secret remark\n/note\n\nlooked at it");
$desk->clock_to("2027-03-10 12:00 $OSLO");
says($anna, $notice, '/spend 60m');
$desk->clock_to("2027-03-20 12:00 $OSLO");
says($anna, $notice, '/spend 45m travel');

# ---- the manager asks while it is not over; operators may not
$anna->writes('support@example.org', 'billing', '/statement Nordlys 2027-03',
    login => 1);
my $no = $anna->gets(qr/not done|may not/, 'that she may not');
like($no->text, qr/may not/, 'in words') or diag $no->text;
$maria->writes('support@example.org', 'billing', '/statement Nordlys 2027-03',
    login => 1);
my $draft = $maria->gets(qr/^Draft of a statement: Nordlys/, 'a draft');
like($draft->text, qr/no number, and nothing was sent/, 'that is none yet');
# 30 min at 120.00 and 45 at 60.00; 195 min at 45.00
like($draft->text, qr/Amount: 105\.00.EUR/, 'with what is to be paid');
like($draft->text, qr/Cost: 146\.25.EUR\s+Margin: -41\.25.EUR/, 'and the margin')
    or diag $draft->text;
$maria->writes('support@example.org', 'billing', '/statement Nobody',
    login => 1);
like($maria->gets(qr/^No statement/, 'an answer all the same')->text,
    qr/there is no contract or company Nobody/, 'about what is not there');
refused('a month that is not over', qr/the period is not over/,
    qw(statement send C-1 --month 2027-03));

# ---- it is over: the first working hours bring her the draft
$maria->reads_all;
$desk->clock_to("2027-04-01 08:55 $OSLO");
$maria->gets_nothing('nothing before the desk opens');
$desk->clock_to("2027-04-01 09:01 $OSLO");
$draft = $maria->gets(qr/^Draft of a statement: Nordlys/, 'the draft of the month');
like($draft->text, qr/Amount: 105\.00.EUR/, 'which says the same');
my ($command) = $draft->text =~ /^\s*postern (statement send .*)$/m;
ok($command, 'and how it is sent') or diag $draft->text;

# ---- sent
my $text = does('it is sent', split ' ', $command);
like($text, qr/^2027-0001  to bill\@example\.com$/m, 'with a number, to who pays');
my $first = $bill->gets(qr/^Oversikt 2027-0001: Nordlys/, 'the statement');
$kari->gets_nothing('nothing for who only asks');
like($first->text, qr/Beløp: 105,00.EUR/, 'in the language of the company');
like($first->text, qr/Utover det forhåndsbetalte\s+1:15/, 'what is beyond');
like($first->text, qr/#$number The map.*3:15/, 'the request and its hours');
like($first->text, qr/Reise: Anna\b.*0:45/, 'who did what') or diag $first->text;
unlike($first->text, qr/[Mm]argin|45,00 EUR|secret remark|looked at it/,
    'no margin, no remark');
(my $html = $first->html) =~ s/style="[^"]*"//g;
unlike($html, qr/[Mm]argin|45,00 EUR|secret remark|looked at it/,
    'neither as HTML');
like($first->html, qr/<th scope="col"/, 'which has tables');
my %files = $first->attachments;
my ($csv) = $files{'2027-0001.csv'} // '';
utf8::decode($csv);
like($csv, qr/^\x{feff}Dag;Sak;Emne;/, 'a table as Norwegians read it');
like($csv, qr/^2027-03-20;$number;The map;Support;Reise;.*;45;45;"60,00"\r$/m,
    'of each booking') or diag $csv;
my $copy = $maria->gets(qr/^Statement 2027-0001: Nordlys/, 'a copy for the manager');
like($copy->text, qr/Margin: -41\.25.EUR/, 'with the margin');
like($copy->text, qr/was sent on/, 'that it was sent');

refused('the same once more', qr/nothing that no earlier statement says/,
    qw(statement send C-1 --month 2027-03));

# ---- paid, once
like(does('a payment', qw(contract pay C-1 100 --ref R-1 --date 2027-04-05)),
    qr/owed now: 5\.00/, 'lowers what is owed');
like(does('the same again', qw(contract pay C-1 100 --ref R-1 --date 2027-04-05)),
    qr/known already.*owed now: 5\.00/, 'counts once');
refused('another of that name', qr/of another sum or day/,
    qw(contract pay C-1 99 --ref R-1 --date 2027-04-05));
refused('an amount that nobody understands', qr/two ways/,
    'contract', 'pay', 'C-1', '1,234', qw(--ref R-2));

# ---- April: the travel of March was no travel; 10 min of other work
my $before = does('what was sent', qw(statement show 2027-0001 --json));
$desk->clock_to("2027-04-12 12:00 $OSLO");
says($anna, $notice, '/spend -45m travel it was another customer');
says($anna, $notice, '/spend 10m');
is(does('it', qw(statement show 2027-0001 --json)), $before,
    'what was sent stays as it is');

$desk->clock_to("2027-05-03 09:05 $OSLO");
$maria->reads_all;
does('the next one', qw(statement send Nordlys --month 2027-04));
my $next = $bill->gets(qr/^Oversikt 2027-0002: Nordlys/, 'the next statement');
# -45 min at 60.00; 10 of 2 h, of which nothing was left to carry
like($next->text, qr/Beløp: -45,00.EUR/, 'is a credit');
like($next->text, qr/20\. mars 2027: #$number, Reise\s+-0:45/,
    'the correction, with its own day') or diag $next->text;
like($next->text, qr/Overføres videre\s+1:50/, 'and what is carried on');
like($next->text, qr/Betaling 5\. april 2027, R-1\s+-100,00/, 'what was paid');
like($next->text, qr/Til gode: 40,00.EUR/, '105.00 - 100.00 - 45.00');
like($maria->gets(qr/^Statement 2027-0002/, 'a copy again')->text,
    qr/Credit: 40\.00.EUR/, 'which agrees');

# ---- how it stands
$maria->writes('support@example.org', 'balance', '/balance Nordlys', login => 1);
my $stands = $maria->gets(qr/^Balances/, 'how it stands');
like($stands->text, qr/#1 Nordlys, Care.*-40\.00.EUR/s, 'which agrees, too')
    or diag $stands->text;

# ---- what is there
my @all = $desk->json('statement list');
is(join(' ', map { "$_->{no} $_->{minor}" } @all),
    '2027-0001 10500 2027-0002 -4500', 'both are listed');
like(does('a page', qw(statement show 2027-0002 --html), "$desk->{dir}/s.html"),
    qr/^$/, 'is a file');
like(do { local (@ARGV, $/) = "$desk->{dir}/s.html"; <> }, qr/<!DOCTYPE html>/,
    'of HTML');
does('once more by mail', qw(statement send 2027-0001 --to), 'kari@example.com');
like($kari->gets(qr/2027-0001: Nordlys/, 'the first one again')->text,
    qr/105[.,]00.EUR/, 'as it was');

$desk->end;
done_testing;

#!/usr/bin/perl
# Who is entitled to what: three companies come in as tables, a manager keeps them by
# mail, requests are under a service, and a contract ends.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

plan skip_all => 'the program has no clock that can be moved'
    unless Desk::has_test_clock();

my $desk = Desk->start(
    clock  => '2027-03-01 09:55 Europe/Moscow', # a Monday
    users  => [ (map { "$_\@example.org" } qw(maria oscar)), 'lisa@example.com' ],
    config => {
        site => { authserv_id => 'mx.example.org' },
        'calendar moscow' =>
            { zone => 'Europe/Moscow', weekdays => '10:00-19:00' },
        'sla vip'      => { first_reply => '1h', warn => 'never' },
        'sla standard' => { first_reply => '6h', warn => 'never' },
        'sla slow'     => { first_reply => '24h', warn => 'never' },
        'queue support' => {
            calendar     => 'moscow',
            hours        => '',
            undo         => '0s',
            ack_per_hour => 50,
            sla          => 'slow',
        },
        'field tier' =>
            { of => 'company', type => 'choice', choices => 'gold; silver' },
        'operator anna' => { sasl_login => 'anna@example.org' },
        'operator maria' => {
            name    => 'Maria Berg',
            address => 'maria@example.org',
            roles   => 'manager:*',
            sasl_login => 'maria@example.org',
        },
        'operator oscar' => {
            name    => 'Oscar Outside',
            address => 'oscar@example.org',
            lines   => '2',
            sasl_login => 'oscar@example.org',
        },
    });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my ($anna, $olga) = map { $desk->operator($_) } qw(anna olga);
my $maria = $desk->customer('Maria Berg <maria@example.org>');
my $oscar = $desk->customer('Oscar Outside <oscar@example.org>');

# What the mail server found of an address
sub proof {
    my ($from) = @_;
    my ($domain) = $from =~ /@(.*)/;
    return (headers => [ 'Authentication-Results' =>
            "mx.example.org; dmarc=pass header.from=$domain" ]);
}

sub opens {
    my ($customer, $subject, @operators) = @_;
    $customer->writes('support@example.org', $subject, "About: $subject.",
        proof($customer->address));
    my $ack = $customer->gets(qr/\Q$subject\E.*\[#\d+-/, 'an acknowledgement');
    my @notices =
        map { $_->gets(qr/^#\d+ \Q$subject\E/, 'a notification') } @operators;
    return ($desk->number_in($ack), @notices);
}

sub table {
    my ($kind, $text, @more) = @_;
    my $path = "$desk->{dir}/$kind.csv";
    open my $out, '>:utf8', $path or die "$path: $!";
    print $out $text;
    close $out;
    return $desk->postern($kind, 'import', $path, @more);
}

# ---- tables
my ($code, $out, $err) = table('company', <<'CSV');
name,ext,zone,language,manager,tier
Acme,A-1,Europe/Oslo,en,maria,gold
Beta,B-1,,,,siver
Gamma,G-1,Europe/Olso,,mara,
CSV
is($code, 65, 'a table with errors is refused');
is($err, <<'WORDS', 'each is told by its line');
postern company: nothing was imported
company.csv:3: tier cannot be siver; choose from: gold, silver
company.csv:4: zone cannot be Europe/Olso; write it as Europe/Oslo
WORDS
is(scalar $desk->json('company list'), 0, 'and nothing was imported');
my $companies = <<"CSV";
\x{feff}name;ext;zone;manager;tier\r
Acme;A-1;Europe/Oslo;maria;gold\r
"Рога и ""копыта""";B-1;;;silver\r
Gamma;G-1;;;\r
CSV
($code, $out, $err) = table('company', $companies, '--dry-run');
like($out, qr/^3 added.*nothing was kept/, 'it can be tried first')
    or diag $err;
is(scalar $desk->json('company list'), 0, 'which keeps nothing');
($code, $out) = table('company', $companies);
like($out, qr/^3 added, 0 changed/, 'three companies come in') or diag $out;
($code, $out) = table('company', $companies);
like($out, qr/^0 added, 0 changed, 3 as/, 'and once more change nothing');
table('person', <<'CSV');
handles,name,ext,company,contact
kari@example.com tel:+4722334455 chat:kari,Kari Nordmann,P-1,A-1,yes
per@example.com,Per Hansen,P-2,B-1,no
CSV
table('contract', <<'CSV');
company,ext,name,sla,from,until,fallback
A-1,C-1,Care,standard,2027-01-01,2027-04-15,
B-1,C-2,,vip,2027-01-01,,
CSV
($code, $out, $err) = table('service', <<'CSV');
contract,name,ext,sla,hours
C-1,Hosting,S-1,vip,20
C-2,Mail,S-2,,
C-2,Web,S-3,slow,
CSV
is($code, 0, 'with people, contracts and services') or diag $err;
for my $kind (qw(company person contract service rate)) {
    my (undef, $table) = $desk->postern($kind, 'export');
    ($code, $out) = table($kind, $table);
    like($out, qr/^0 added, 0 changed/, "an exported table of $kind is as it was")
        or diag $table, $out;
}

# ---- a service when a request comes
my ($number) = opens($kari, 'The site', $anna);
is($desk->field($number, 'sla'), 'vip', 'a company\'s only service promises');
my ($change) = grep { $_->{field} eq 'service' }
    @{ $desk->ticket($number)->{changes} // [] };
is($change->{cause}, 'the only service of its contract', 'which history says')
    if $change;
my ($hers, $notice) = opens($per, 'The letters', $anna);
is($desk->field($hers, 'sla'), 'vip', 'of two none is chosen: the contract');

# ---- by an operator
$_->reads_all for $anna, $olga, $kari, $per, $maria;
$anna->answers($notice, '/service Wbe', login => 1);
my $error = $anna->gets(qr/did you mean/, 'a mistake is returned');
like($error->text, qr{did you mean /service Web \?}, 'with the nearest');
$anna->answers($notice, '/service web', login => 1);
$desk->settled;
is($desk->field($hers, 'sla'), 'slow', 'another service promises another thing');

# ---- a customer who is listed after he wrote
my $lisa = $desk->customer('Lisa Late <lisa@example.com>');
my ($early, $told) = opens($lisa, 'Too early', $anna);
is($desk->field($early, 'sla'), 'slow', 'whoever is of no company has none');
$desk->postern(qw(person add lisa@example.com company=A-1));
$anna->answers($told, '/service Hosting', login => 1);
$desk->settled;
is($desk->field($early, 'sla'), 'vip', 'an operator says whose it is');

# ---- a manager's mail
$_->reads_all for $anna, $olga, $maria, $oscar;
$maria->writes('support@example.org', 'Delta', <<'MAIL', login => 1);
/company add Delta ext=D-1 zone=Europe/Berlin tier=gold
/person add dora@delta.example company=D-1 contact=yes
/contract add D-1 ext=C-9 sla=standard until=2027-12-31
/service add Shop contract=C-9 hours=12,5
MAIL
my $said = $maria->gets(qr/Delta/, 'a manager makes a company by mail');
like($said->text, qr/New service: Shop/, 'with its service');
my ($delta) = grep { $_->{ext} eq 'D-1' } $desk->json('company list');
is($delta->{tier}, 'gold', 'it is there');
my ($shop) = grep { $_->{name} eq 'Shop' } $desk->json('service list');
is($shop->{hours}, '12.50', 'all of it');
$maria->writes('support@example.org', 'Once more', <<'MAIL', login => 1);
/company add Epsilon ext=E-1
/contract set C-9 sla=standart
MAIL
$error = $maria->gets(qr/did you mean/, 'one mistake returns all');
like($error->text, qr/there is no sla standart; did\s+you mean standard\?/,
    'with what was meant');
is((grep { ($_->{ext} // '') eq 'E-1' } $desk->json('company list')),
    0, 'and nothing was done');
$maria->writes('support@example.org', 'What is there',
    "/contract list company=A-1\n", login => 1);
$said = $maria->gets(qr/^contract: 1/, 'she can list');
like($said->text, qr/Care \(C-1\): .*sla=standard/, 'what there is');

# ---- nobody else's
my @before = $desk->json('company list');
$oscar->writes('support@example.org', 'Mine', "/company add Mine\n",
    login => 1);
$error = $oscar->gets(qr/may not/, 'an outsourced operator may not');
unlike($error->text, qr/Acme|Delta/, 'and reads of no company');
$anna->writes('support@example.org', 'Mine', "/company list\n", login => 1);
$anna->gets(qr/may not/, 'nor may another');
$maria->writes('support@example.org', 'Mine', "/company add Forged\n");
$kari->writes('support@example.org', 'Mine', "/company add Mine\n");
$per->writes('support@example.org', 'Mine', "/contract list\n");
$desk->settled;
is_deeply([ $desk->json('company list') ],
    \@before, 'nor a forged one, nor customers');

# ---- a wish about a service
$_->reads_all for $anna, $olga, $kari, $per, $maria;
sub hours { return (grep { $_->{ext} && $_->{ext} eq 'S-1' }
        $desk->json('service list'))[0]{hours} }
$kari->writes('support@example.org', 'More hours',
    "/service hours=30\n\nWe grow.\n", proof($kari->address));
my $passed = $kari->gets(qr/passed on/, 'a wish is passed on');
like($passed->text, qr/30 hours a month of\s+Hosting\s+\(now 20\)/, 'in words');
my $asked = $maria->gets(qr/^#\d+ Acme asks for 30 hours/,
    'who answers for the contract is asked');
is(hours(), '20', 'nothing is changed yet');
my $wish = $desk->number_in($passed);
$anna->answers($anna->gets(qr/^#$wish More hours/, 'the line hears of the request'),
    '/approve', login => 1);
$anna->gets(qr/Maria Berg answers/, 'but another operator cannot say yes');
is(hours(), '20', 'and does not');
$kari->answers($passed, "/service hours=40\n", proof($kari->address));
$kari->gets(qr/passed on/, 'he changes his mind');
my $newer = $maria->gets(qr/asks for 40 hours/, 'she is asked anew');
$maria->answers($asked, '/approve', login => 1);
$maria->gets(qr/by now hours=40/, 'a yes to what was asked before is none');
is(hours(), '20', 'and changes nothing');
$kari->answers($passed, "/service hours=40\n", proof($kari->address));
my $again = $kari->gets(qr/About/, 'the same once more');
like($again->text, qr/already/, 'is known');
$maria->gets_nothing('and asked once');
$maria->answers($newer, '/approve', login => 1);
my $done = $kari->gets(qr/Your service is changed/, 'yes is told to the customer');
is(hours(), '40', 'and done');
$maria->answers($newer, '/reject too many', login => 1);
$maria->gets(qr/maria has answered it already/, 'a second word is none');
is(hours(), '40', 'and changes nothing');
$kari->answers($done, "/service hours=100\n", proof($kari->address));
$asked = $maria->gets(qr/asks for 100 hours/, 'another wish');
$maria->answers($asked, '/reject not before May', login => 1);
my $no = $kari->gets(qr/change of your service/, 'is refused');
like($no->text, qr/not before May/, 'with her words');
is(hours(), '40', 'and nothing is changed');

# ---- who may not wish
$_->reads_all for $anna, $olga, $kari, $per, $maria;
$per->writes('support@example.org', 'More of it', "/service hours=30\n",
    proof($per->address));
$passed = $per->gets(qr/change of a service/, 'who does not speak for his company');
like($passed->text, qr/only those who speak/, 'is told so');
unlike($passed->text, qr/Hosting|Mail/, 'and of no service');
$per->answers($no, "/service Hosting hours=1\n", proof($per->address));
$_->reads_all for $anna, $kari;
$kari->answers($no, "/service hours=1\n");
my $unsure = $anna->gets(qr/^#$wish /, 'who is not proved is read by a person');
like($unsure->text, qr{/service hours=1}, 'as it stands');
$desk->settled;
$maria->gets_nothing('nobody is asked for them');
is(hours(), '40', 'and nothing is changed');

# ---- reminders
$_->reads_all for $anna, $olga, $kari, $per, $maria;
$desk->clock_to('2027-03-16 12:00 Europe/Moscow');
$kari->gets_nothing('a month and more before nobody is told');
$desk->clock_to('2027-03-17 12:00 Europe/Moscow');
my $ending = $kari->gets(qr/ends on 15 April 2027/, 'thirty days before');
like($ending->text, qr/The contract of Acme|the contract of Acme/,
    'who speaks for it is told');
$said = $maria->gets(qr/^Acme: contract C-1 ends/, 'and its manager');
$per->gets_nothing('nobody else is');
$desk->clock_to('2027-04-09 12:00 Europe/Moscow');
$kari->gets(qr/ends on 15 April 2027/, 'seven days before once more');
$maria->gets(qr/^Acme: contract C-1 ends/, 'her too');

# ---- its end
my ($open) = opens($kari, 'A question', $anna);
is($desk->field($open, 'sla'), 'vip', 'until then it holds');
$_->reads_all for $anna, $olga, $kari, $per, $maria;
$desk->clock_to('2027-04-16 04:00 Europe/Moscow');
$maria->gets(qr/^Acme: contract C-1 has ended/, 'then the manager is told');
$kari->gets_nothing('the customer is not');
is($desk->field($open, 'sla'), 'slow', 'and what is open falls back at once');
my ($later) = opens($kari, 'Another one', $anna);
is($desk->field($later, 'sla'), 'slow', 'so does what is new');

# ---- prolonged
$maria->writes('support@example.org', 'On',
    "/contract set C-1 until=2027-12-31\n", login => 1);
$maria->gets(qr/contract/, 'it is prolonged');
$desk->later('1m');
is($desk->field($open, 'sla'), 'vip', 'which holds at once, too')
    or diag explain $desk->ticket($open);

($code, $out) = $desk->postern(qw(contract end C-2 --until 2027-06-30));
is($code, 0, 'a contract is ended with a day');
my ($ended) = grep { $_->{ext} eq 'C-2' } $desk->json('contract list');
is($ended->{until}, '2027-06-30', 'which is its last');

done_testing();

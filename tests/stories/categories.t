#!/usr/bin/perl
# Categories: what the rules say of a request decides who gets it.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(run => 0, config => {
    'category parcels' => {
        title => 'Parcels', threshold => 3, line => 2, priority => 'high',
    },
    'category invoices' => { threshold => 5, line => 2 },
    'category olgas'    => { assign => 'olga' },
});
my $rules = "$desk->{dir}/rules";    # beside postern.conf

sub write_rules {
    my ($text) = @_;
    mkdir $rules;
    open my $out, '>', "$rules/50-own.cf" or die "$rules: $!\n";
    print $out $text;
    close $out;
    return;
}

my $own = <<'RULES';
body     PARCEL_LATE  /\bparcel\b.{0,60}\blate\b/i
describe PARCEL_LATE  A parcel has not come
vote     PARCEL_LATE  category:parcels 3.0
body     INVOICE      /\binvoice\b/i
vote     INVOICE      category:invoices 4.0
body     FOR_OLGA     /\bpiano\b/i
vote     FOR_OLGA     category:olgas 3.0
body     FIRE         /\bon fire\b/i
vote     FIRE         priority:urgent 3.0
vote     FIRE         line:2 3.0
body     RESET        /\breset\b/i
vote     RESET        faq:password-reset 3.0
vote     RESET        ask:screenshot 2.0
vote     RESET        ask:username 3.0
vote     RESET        type:question 3.0
body     PILLS        /\bcheap pills\b/i
score    PILLS        6
RULES
write_rules($own);
$desk->run;

my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my ($anna, $olga, $tom) = map { $desk->operator($_) } qw(anna olga tom);

# ---- a category sends a request to line 2
$kari->writes('support@example.org', 'Where is it?', 'My parcel is two weeks late.');
my $told = $tom->gets(qr/Where is it/, 'the request, being of line 2');
like($told->text, qr/line 2/, 'as a request of line 2');
$anna->gets_nothing('nothing, being of line 1');
my ($ticket) = $desk->json('ticket list');
is($ticket->{category}, 'parcels', 'the ticket has the category');
is($ticket->{priority}, 'high',    'and its priority');
my ($code, $why) = $desk->postern('why', "#$ticket->{id}");
like($why, qr/category +parcels 3\.0 of 3\.0/, 'why: weight and threshold');
like($why, qr/queue +support, line 2 \(category parcels\)/, 'and the effect');
$kari->reads_all;

# ---- below its threshold a category does nothing
$kari->writes('support@example.org', 'A question', 'About an invoice.');
$anna->gets(qr/A question/, 'what reaches no threshold');
$tom->gets_nothing('nothing of it');
$kari->reads_all;
$olga->reads_all;

# ---- a category names the one who gets it
$kari->writes('support@example.org', 'Music', 'My piano is out of tune.');
$olga->gets(qr/Music/, 'what its category assigns to her');
$anna->gets_nothing('nothing of that');
$kari->reads_all;

# ---- votes of other kinds: for this letter, whatever its category
$_->reads_all for $anna, $olga, $tom;
$kari->writes('support@example.org', 'Help', 'The parcel is on fire and late.');
$told = $tom->gets(qr/Help/, 'what is voted to his line');
like($told->text, qr/urgent/, 'as urgent');
($ticket) = grep { $_->{subject} eq 'Help' } $desk->tickets;
is($ticket->{priority}, 'urgent', 'over what its category would be');
(undef, $why) = $desk->postern('why', "#$ticket->{id}");
like($why, qr/votes +priority urgent 3\.0 of 3\.0; line 2 3\.0 of 3\.0/,
    'why: votes and threshold');
$kari->writes('support@example.org', 'Again', 'I want to reset the piano.');
$told = $olga->gets(qr/Again/, 'a request with proposals');
like($told->text, qr/Suggested answer: password-reset/, 'an answer');
like($told->text, qr/Perhaps ask for: username/, 'a question');
unlike($told->text, qr/screenshot/, 'and nothing below the threshold');
$_->reads_all for $kari, $anna, $olga, $tom;

# ---- rules with a mistake change nothing
write_rules("$own\nbody BROKEN /(/\n");
($code, undef, my $err) = $desk->postern('reload');
is($code, 78, 'reload refuses a broken set');
like($err, qr/50-own\.cf:\d+:\d+:.*\n.*the old rules stay/s,
    'and says where it is broken') or diag $err;
kill 'HUP', $desk->{pid};
ok($desk->wait_until(
        sub { $desk->log_text =~ /rules have errors; going on with the old/ }),
    'the desk itself does not take it either, and its log says so');
$kari->writes('support@example.org', 'And this one?', 'This parcel is late as well.');
$tom->gets(qr/And this one/, 'what the old rules still mean for him');

# ---- spam by rules
my $mallory = $desk->customer('Mallory <mallory@example.net>');
$mallory->writes('support@example.org', 'Buy now', 'Very cheap pills.');
$desk->settled;
my @held = $desk->json('held list');
is(scalar @held, 1, 'a score above 5 is held');
like($held[0]{reason}, qr/spam, 6\.0/, 'with its score');

done_testing();

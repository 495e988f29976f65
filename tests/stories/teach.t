#!/usr/bin/perl
# What operators do teaches the filter that learns: spam, no spam, categories;
# corrected, and never by anybody else.
use strict;
use warnings;
use Desk;
use JSON::PP ();
use Test::More;

my %config = (
    learn           => { publish_every => '1s' },
    'queue support' => { spam_digest => '3s', spam_hold => 4 },
    'operator tom'    => { teach => 'no' },
    'category parcels' => { title => 'Parcels' },
    'category invoices' => { title => 'Invoices' },
);
my $desk    = Desk->start(config => \%config);
my $kari    = $desk->customer('Kari Nordmann <kari@example.com>');
my $per     = $desk->customer('Per Hansen <per@example.com>');
my $mallory = $desk->customer('Mallory <mallory@example.net>');
my ($anna, $olga, $tom) = map { $desk->operator($_) } qw(anna olga tom);
my @flag = (headers => [ 'X-Spam-Flag' => 'YES' ]);

sub learned { return $desk->status->{learned} }

# Once nothing waits: what is learned, in short
sub learned_is {
    my ($spam, $ham, $what) = @_;
    $desk->settled;
    my $l = learned();
    return is("$l->{spam} spam, $l->{ham} ham", "$spam spam, $ham ham", $what);
}

sub offer {
    my ($text) = @_;
    return Letter->compose(
        from    => 'Somebody <somebody@example.net>',
        to      => 'support@example.org',
        subject => 'Offer',
        text    => "$text\n"
    );
}

# The verdict of explain on a letter
sub verdict {
    my ($octets) = @_;
    my ($code, $out, $err) =
        $desk->postern(\$octets, 'explain', '--json', '-');
    die "explain: $err\n" if $code;
    return JSON::PP->new->decode($out)->{verdict};
}

my $watches = 'Genuine luxury watches, replica prices, order today';

# ---- before 200 of each are learned there is no opinion
$desk->learns('spam', 199,
    sub { ("Offer $_[0]", "Luxury pills number $_[0], order today") });
$desk->learns('ham', 200,
    sub { ("Case $_[0]", "The printer in room $_[0] prints nothing") });
my $before = verdict(offer($watches));
ok(!defined $before->{probability}, 'no opinion before 200 of each');
is(scalar(grep { $_->{rule} =~ /^BAYES/ } @{ $before->{hits} }),
    0, 'and no rule that asks for one hits');

# ---- /spam: closed, answered to nobody, learned
$mallory->writes('support@example.org', 'Offer', $watches);
my $notice = $anna->gets(qr/^#\d+ Offer/, 'an offer');
my $number = $desk->number_in($notice);
$olga->reads_all;
$mallory->reads_all;
$anna->answers($notice, "/spam\nPlease go away.");
my $error = $anna->gets(sub { $_[0]->text =~ /nothing is sent to a spammer/ },
    'her text back: nothing is sent to a spammer');
$anna->answers($error, '/spam');
$desk->settled;
is($desk->field($number, 'status'), 'spam', 'the request is spam');
learned_is(200, 200, 'one more is learned');
$mallory->gets_nothing('nothing');
$olga->gets_nothing('nothing of it');
is(scalar(grep { $_->{id} == $number } $desk->json('ticket list')),
    0, 'it is no open request');
my $after;
ok($desk->wait_until(
        sub { $after = verdict(offer("$watches now")); $after->{probability} }
    ), 'there is an opinion now');
cmp_ok($after->{probability}, '>', 0.9, 'on a similar letter');
cmp_ok($after->{score}, '>', $before->{score} + 1, 'which scores higher');
my ($code, $text) = $desk->postern(\offer($watches), 'explain', '-');
like($text, qr/learned +spam \d+\.\d %/, 'explain says how sure it is');

# ---- the same lesson twice is one; a correction takes the first back
my $spam = $desk->number_in($notice);
$anna->answers($notice, '/spam');
learned_is(200, 200, 'a second /spam is no second lesson');
$anna->answers($notice, 'Yes, how many?');
$anna->gets(sub { $_[0]->text =~ /start\s+with\s+\/ham/ },
    'her text back: no answers to spam');
$mallory->gets_nothing('nothing');
$anna->answers($notice, "/ham\nSorry, how many?");
$mallory->gets(qr/^Re: Offer/, 'an answer after all');
learned_is(199, 201, '/ham takes /spam back');
is($desk->field($number, 'status'), 'answered', 'and the request is open');
$anna->answers($notice, '/spam');
learned_is(200, 200, 'and the reverse');
$olga->reads_all;
$anna->answers($notice, '/reopen');
learned_is(199, 200, 'to open it again takes the lesson back, no more');

# ---- nobody else teaches
$kari->writes('support@example.org', 'Printer', 'It does not print.');
my $printer = $anna->gets(qr/^#\d+ Printer/, 'a request');
my ($ack) = grep { $_->subject =~ /Printer/ } $kari->letters;
$kari->answers($ack, "/ham");
$mallory->writes($ack->raw('Reply-To') // 'support@example.org',
    $ack->subject, "/ham\n");
$anna->answers($printer, "/line 2");
my $his = $tom->gets(qr/^#\d+ Printer/, 'the request');
$tom->answers($his, '/spam');
learned_is(199, 200, 'not a customer, a stranger, or who may not');
is($desk->field($desk->number_in($printer), 'status'),
    'spam', 'though his command is obeyed');
$anna->reads_all;
$olga->reads_all;

# ---- what was held: let in, or discarded
$per->writes('support@example.org', 'My watch stopped', 'Please help.', @flag);
$mallory->writes('support@example.org', 'Cheap pills', 'Buy now.', @flag);
ok($desk->wait_until(sub { 2 == (() = $desk->json('held list')) }),
    'two are held');
learned_is(199, 200, 'what is held teaches nothing by itself');
my %held = map { $_->{ledger} => $_ } $desk->json('held list');
my ($watch) = grep { $_->{text} =~ /help/ } values %held;
my ($pills) = grep { $_->{text} =~ /Buy/ } values %held;
my $digest = $anna->gets(sub {
        $_[0]->subject =~ /^On hold as spam/ && $_[0]->text =~ /My watch stopped/
    }, 'a digest');
$anna->answers($digest, "/send $watch->{id}\n/drop $pills->{id}");
my $let_in = $anna->gets(qr/^#\d+ My watch stopped/, 'the letter, let in');
learned_is(200, 201, 'one is learned as ham, one as spam');
$anna->answers($digest, "/ham $pills->{id}");
$anna->gets(qr/^#\d+ Cheap pills/, 'what was discarded, after all');
learned_is(199, 202, '/ham corrects that');
$anna->answers($let_in, '/spam');
learned_is(200, 201, '/spam corrects the other');
my ($released) =
    grep { $_->{door} =~ /^release/ } $desk->why('My watch stopped');
ok($released, 'it came in by its release');
is("@{ $released->{taught} }", 'spam', 'why tells as what it is learned');
like(($desk->postern('why', 'Cheap pills'))[1], qr/taught +as ham/, 'in words');
$_->reads_all for $anna, $olga;

# ---- an administrator's word counts as well
$mallory->writes('support@example.org', 'More pills', 'Buy more.', @flag);
ok($desk->wait_until(sub { 1 == (() = $desk->json('held list')) }), 'held');
my ($more) = $desk->json('held list');
is(($desk->postern('held', 'drop', $more->{id}))[0], 0, 'held drop');
learned_is(201, 201, 'is learned as spam');

# ---- what is taught is not lost when all is killed at once
$kari->writes('support@example.org', 'Scanner', 'It does not scan.');
my $scanner = $anna->gets(qr/^#\d+ Scanner/, 'a request');
$desk->stop;
$desk->run($_) for qw(milter scan process send);    # no clock, which learns
ok($desk->wait_until(sub { $desk->milter_is_open }), 'half of the desk');
$anna->answers($scanner, '/ham');
ok($desk->wait_until(sub { learned()->{waiting} == 1 }), 'a lesson waits');
like(($desk->postern('status'))[1], qr/1 lesson waits/, 'as status says');
$desk->stop('KILL');
$desk->run;
learned_is(201, 202, 'it is learned when the desk is up again');

# ---- categories: suggested, applied where that is wanted, and explained
sub parcel  { return "The parcel with my order $_[0] has not arrived yet" }
sub invoice { return "The invoice $_[0] asks for the wrong amount of money" }
$desk->learns('category:parcels', 20,
    sub { ("Order $_[0]", parcel($_[0])) });
$desk->learns('category:invoices', 19,
    sub { ("Invoice $_[0]", invoice($_[0])) });
$kari->writes('support@example.org', 'Bill', invoice(77));
my $bill = $anna->gets(qr/^#\d+ Bill/, 'a request');
$anna->answers($bill, '/category invoices');
$desk->settled;
is(learned()->{categories}, 40, '/category is a lesson');
$anna->answers($bill, '/category parcels');
$desk->settled;
is(learned()->{categories}, 40, 'corrected it is still one');
my ($classes) = grep { $_->{class} eq 'invoices' } $desk->json('learn status');
is($classes->{messages}, 19, 'and the first is taken back');
$anna->answers($bill, '/category invoices');
$desk->settled;
$_->reads_all for $anna, $olga, $kari;

ok($desk->wait_until(sub {
            my $v = verdict(offer(invoice(78)));
            @{ $v->{learned} } && $v->{learned}[0]{name} eq 'invoices';
        }), 'explain --json knows the category');
$kari->writes('support@example.org', 'Question', invoice(79));
$notice = $anna->gets(qr/^#\d+ Question/, 'a request that looks like those');
like($notice->text, qr{may be Invoices \((\d+) % sure\)},
    'with the category suggested');
like($notice->text, qr{/category invoices}, 'and the command');
my $question = $desk->number_in($notice);
is($desk->field($question, 'category'), undef, 'it has none yet');
(undef, $text) = $desk->postern('why', "#$question");
like($text, qr/learned +.*category invoices \d+ %/, 'why tells how sure');
(undef, $text) = $desk->postern(\offer(invoice(80)), 'explain', '-');
like($text, qr/category invoices \d+ %, suggested/, 'explain too');
my ($ask) = grep { $_->subject =~ /Question/ } $kari->letters;
unlike($ask->text, qr/Invoices/, 'the customer is not told');

$desk->write_config(
    { %config, learn => { publish_every => '1s', apply => '0.6' } });
is(($desk->postern('reload'))[0], 0, 'postern reload');
sleep 2;
$per->writes('support@example.org', 'And mine', parcel(81));
$notice = $anna->gets(qr/^#\d+ And mine/, 'one more');
is($desk->field($desk->number_in($notice), 'category'),
    'parcels', 'it has the learned category');
unlike($notice->text, qr/may be of category/, 'which is not suggested then');

done_testing();

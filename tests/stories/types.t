#!/usr/bin/perl
# Types and fields: what a web form says of a request, what its sender wishes, and
# what operators make of it.
use strict;
use warnings;
use Desk;
use Encode qw(decode);
use Test::More;

my $desk = Desk->start(
    run    => 0,
    config => {
        'queue support' => { type => 'question', form => 'yes', zone => 'Europe/Oslo' },
        'status new'     => { stage => 'classification' },
        'status asking'  => { stage => 'work', types => 'question' },
        'status repair'  => { stage => 'work', types => 'incident' },
        'status answered' => { stage => 'answered' },
        'status resolved' => { stage => 'resolved' },
        'status closed'  => { stage => 'closed' },
        'status spam'    => { stage => 'spam' },
        'type question'  => { title => 'question' },
        'type incident'  => {
            'title.ru' => 'инцидент',
            needs      => 'resolved:cause; resolved:complexity',
        },
        'field order' => {
            title     => 'Order',
            pattern   => '[A-Z]-[0-9]+',
            public    => 'yes',
            from_form => 'Order number',
        },
        'field cause' => {
            title   => 'Cause',
            type    => 'choice',
            choices => 'power cut; software',
        },
    });
mkdir "$desk->{dir}/rules";
open my $rules, '>', "$desk->{dir}/rules/50-own.cf" or die "rules: $!\n";
print $rules <<'RULES';
body  ORDER  /\bmy order ([A-Z]-\d+)/i
vote  ORDER  field:order 3.0
body  SMOKE  /\bsmoke\b/i
vote  SMOKE  type:incident 3.0
vote  SMOKE  holder:olga 3.0
RULES
close $rules or die "rules: $!\n";
$desk->run;

my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my ($anna, $olga) = map { $desk->operator($_) } qw(anna olga);

# ---- a form
$kari->writes('support@example.org', 'From the form', <<'FORM');
Name: Kari Nordmann
Type: Incident
Priority: High
Order number: A-17
Cause: gremlins

The lights went out.
FORM
my $told = $anna->gets(qr/From the form/, 'what came by the form');
like($told->text, qr/Order: A-17/, 'with the field that it filled');
like($told->text, qr/Customer's wish: type incident/, 'and her wishes:');
like($told->text, qr/Customer's wish: priority high/, 'both of them');
my ($ticket) = $desk->json('ticket list');
my $number = $ticket->{id};
is($ticket->{type}, 'question', 'which decide nothing: the type is the queue\'s');
is($ticket->{priority}, 'normal', 'and the priority as ever');
is_deeply($ticket->{fields}, { order => 'A-17' }, 'the wrong choice is left out');
is_deeply($ticket->{wishes}, { type => 'incident', priority => 'high' },
    'wishes are kept');
my (undef, $why) = $desk->postern('why', "#$number");
like($why, qr/field +cause not set: Cause cannot be gremlins/, 'and why tells it');
$_->reads_all for $kari, $olga;

# ---- what is wrong is refused, and nothing is done
sub refused {
    my ($text, $words, $what) = @_;
    $anna->answers($told, $text, quote => 0);
    my $back = $anna->gets(sub { $_[0]->subject =~ /not sent|: / && $_[0]->text =~ /<-/ },
        "$what comes back");
    like($back->text =~ s/\s+/ /gr, $words, 'with what would be right');
    return;
}
refused("/type incident\n/set cause=gremlins",
    qr/Cause cannot be gremlins; choose from: power cut, software/, 'a wrong choice');
is($desk->field($number, 'type'), 'question', 'the command before it neither');
refused('/type incdent', qr/did you mean \/type incident/, 'a slip');
refused('/due 03/04', qr/that can be 3 April \d+ or 4 March \d+; write the month/,
    'a date with two readings');
refused('/status repair', qr/of type question cannot be repair; choose from:/,
    'a status of another type');

# ---- what is right is done
$anna->answers($told, "/status asking\n/estimate 1d 2h\n/due tomorrow 15:00\n"
        . "/pin Call her first\n/note\nLet us see.", quote => 0);
$desk->settled;
$ticket = $desk->ticket($number);
is($ticket->{status}, 'asking', 'a status of its type');
is($ticket->{estimate_min}, 600, 'the planned work, in days of eight hours');
like($ticket->{due}, qr/T1[34]:00:00Z$/, 'a date in the zone of the queue');
is($ticket->{pinned}, 'Call her first', 'a pinned line');

# ---- another type: the same stage, and its history
$anna->answers($told, decode("UTF-8", "/тип Инцидент\n/show"), quote => 0);
my $shown = $anna->gets(qr/^#$number /, 'the request, as an incident');
like($shown->text, qr/Status: Repair, .*\nType: incident\n.*Planned: 1 d 2 h\n/s,
    'in the status of that stage which incidents have');
like($shown->text, qr/Pinned: Call her first/, 'what is pinned stands in it');
refused('/close', qr{there must be /set cause=\.\.\. and /complexity},
    'a close without what it needs');
$anna->answers($told, "/set cause=Software\n/complexity low\n/close", quote => 0);
$desk->settled;
$ticket = $desk->ticket($number);
is($ticket->{status}, 'resolved', 'and with it');
is($ticket->{fields}{cause}, 'software', 'the choice is written as it is called');

# ---- what the customer sees of it
$kari->reads_all;
$kari->writes('support@example.org', "Re: $ticket->{subject} " . ($told->subject =~ /(\[#\S+\])/)[0],
    '/status');
my $status = $kari->gets(qr/From the form/, 'how it stands');
like($status->text, qr/Order: A-17/, 'with what is public');
unlike($status->text, qr/software|Call her|incident/, 'and nothing else');

# ---- captures, and votes for a type and a holder
$_->reads_all for $anna, $olga;
$per->writes('support@example.org', 'Help',
    'There is smoke in my order B-22, please come.', headers => [ 'X-Priority' => '1 (Highest)' ]);
$told = $olga->gets(qr/Help/, 'what rules assign to her');
like($told->text, qr/Order: B-22/, 'with what they captured');
like($told->text, qr/Type: incident/, 'and its type');
like($told->text, qr/wish: priority high/, 'his mail program said that it presses');

# ---- lists
$anna->reads_all;
$anna->answers($shown, '/list type:incident columns:type,status,line,holder',
    quote => 0);
my $list = $anna->gets(qr/^1 open/, 'the open incidents');
like($list->text, qr/Help.*\n +incident +new +line 1 +olga/, 'one');
unlike($list->text, qr/From the form/, 'not the resolved one');
$anna->answers($shown, '/search type:incident a-17', quote => 0);
$list = $anna->gets(qr/^1 found/, 'what a search finds');
like($list->text, qr/From the form/, 'by what a field holds, resolved ones too');
my @found = $desk->json('ticket list', '--type', 'incident', '--field', 'order=b-22');
is_deeply([ map { $_->{subject} } @found ], ['Help'], 'on the command line as well');
my ($code, $out) = $desk->postern('ticket', 'show', $number);
like($out, qr/type incident.*complexity low.*due .*planned/s, 'which shows it all');
like($out, qr/cause: software/, 'with its fields');

# ---- a vote for what the desk does not have
open $rules, '>>', "$desk->{dir}/rules/50-own.cf" or die "rules: $!\n";
print $rules "vote  SMOKE  holder:olgaa 1\nvote  SMOKE  category:smoke 1\n";
close $rules or die "rules: $!\n";
($code, $out) = $desk->postern('rules', 'check');
is($code, 0, 'is no error');
like($out, qr/50-own\.cf:6: warning: this vote has no effect: there is no \[operator olgaa\]; did you mean "olga"/,
    'but is told');
unlike($out, qr/category smoke/, 'a category may be without a section');

done_testing();

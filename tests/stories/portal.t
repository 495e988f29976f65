#!/usr/bin/perl
# The support desk of a portal for selling and renting property, which is in
# tests/desks/portal, from request to success: each stage and each role, on
# working days of Moscow.
#
# Friday 31 October 2025 is followed by a Saturday on which one works, and by
# Sunday, Monday and Tuesday on which one does not.
use strict;
use warnings;
use Portal;
use Test::More;

my $desk = Portal->begin(
    clock => '2025-10-31 09:50',
    users => [
        qw(irina@example.com agency@example.com support@mapworks.example.net)
    ],
);

my $irina  = $desk->customer('Irina Sokolova <irina@example.com>');
my $agency = $desk->customer('Oleg Titov <agency@example.com>');
my $mapworks =
    $desk->customer('Milan at MapWorks <support@mapworks.example.net>');
my %who = $desk->staff;
my ($vera, $dina, $anna, $olga) = @who{qw(vera dina anna olga)};
my ($ivan, $igor, $tanya, $denis, $sofia) =
    @who{qw(ivan igor tanya denis sofia)};
my ($lena, $maria) = @who{qw(lena maria)};

sub scene { return $desk->scene(@_) }
sub is_status { return $desk->is_status(@_) }

# ---- an agency with a contract, which brings one coupon
sub admin {
    my @command = @_;
    my ($code, $out, $err) = $desk->postern(@command);
    $code == 0 or die "postern @command: $out$err";
    return $out;
}
admin('company', 'add', 'Northern Homes', '--ext', 'NH');
admin('company', 'domain', 'NH', 'agency@example.com');
admin(qw(contract add NH --sla standard --ext NH-25 --coupons 1),
    qw(--coupon-sla special --to agency@example.com));
my $mail = $agency->gets(qr/^Your coupon/, 'a coupon with its contract');
my ($coupon) = $mail->text =~ /^ *(PC(?:-\w{4}){4})$/m;
like($mail->text, qr/Northern Homes/, 'which says whose it is');

# ---- classification
scene('2025-10-31 10:05', 'A question about the map',
    'Irina asks, level 1 classifies.');
$irina->writes('support@example.org', 'My flat is in the wrong street',
    "Hello,\n\nthe map shows my flat in the wrong street, two kilometres from\n"
        . "where it is. The listing is number 48213.\n\nIrina Sokolova\n");
my $ack = $irina->gets(qr/\[#\d+-\w{8}\]$/, 'an acknowledgement');
my $number = $desk->number_in($ack);
like($ack->text, qr/here Monday to Friday, 10:00 to 19:00 Moscow time/,
    'with the hours');
my $told = $anna->gets(qr/^#$number /, 'the request, being of level 1');
like($told->text, qr/question about the map/, 'classified by the rules');
like($told->text, qr/listing: 48213/, 'with the listing that it names');
unlike($told->text, qr/listing-number/, 'for which nobody needs to ask');
$_->gets(qr/^#$number /, 'the same') for $vera, $dina, $olga;
$_->gets_nothing('nothing, being of another level or department')
    for $ivan, $igor, $sofia, $maria;
$lena->gets_nothing('nothing, for all is well');
is_status($number, 'new', 'it stands in classification');

# ---- in work
scene('2025-10-31 10:20', 'In work', 'Anna answers, and it is hers.');
$anna->answers($told, "Dear Irina,\n\nI have moved the pin. Please look "
        . "whether it is right now.");
my $reply = $irina->gets(qr/^Re: My flat/, 'the answer');
like($reply->from, qr/Anna Larsen/, 'in Anna\'s name');
$desk->settled;
is($desk->field($number, 'holder'), 'anna', 'the request is Anna\'s');
$_->gets_nothing('nothing about it') for $vera, $dina, $olga;

# ---- level 2: its incident manager alone is told
scene('2025-10-31 11:40', 'Internal request',
    'It is not right, and Anna cannot solve it: the IT department is asked.');
$irina->answers($reply,
    "No, it jumps back as soon as I open the page anew.");
$told = $anna->gets(qr/^#$number /, 'her answer');
is_status($number, 'in-work', 'the request is in work');
$anna->answers($told, '/line 2 the pin jumps back when the page is loaded');
$told = $ivan->gets(qr/^#$number /, 'the hand-over');
like($told->text, qr/jumps back when the page is loaded/, 'with the reason');
like($told->text, qr/\A.*stays internal/, 'where his answer stays internal');
is_status($number, 'internal', 'it is an internal request');
$_->gets_nothing('nothing: that is the incident manager\'s')
    for $igor, $tanya, $denis;

scene('2025-10-31 11:50', 'A crash', 'Ivan says what it is, by when it is '
        . 'decided, and who sees to it.');
$ivan->answers($told, "/type crash\n/priority high\n/complexity high\n"
        . "/due 7 November 18:00\n/estimate 6h\n/assign denis");
$told = $denis->gets(qr/^#$number /, 'what Ivan assigns to him');
like($told->text, qr/Ivan Petrov assigned this request to you\./, 'by whom');
unlike($told->text, qr/UTC/, 'dates are those of Moscow');
like($told->text, qr/Type: crash.*Planned:/s, 'with what Ivan said of it');

# ---- the developer repairs it, the tester tries it
scene('2025-10-31 15:30', 'Being tested',
    'Denis has repaired it, and Tanya is to try it.');
$denis->answers($told, "/note\nGeocoding ran at each load and threw the moved "
        . "pin away. It runs once now.\n/status testing\n/assign tanya");
$told = $tanya->gets(sub { $_[0]->text =~ /It runs once now/ },
    'what she is to try, with what was done');
is_status($number, 'testing', 'it is being tested');
$tanya->answers($told, "Tried with 48213 and three more: the pin stays after "
        . "ten loads.\n/set cause=our fault\n/return");
$told = $anna->gets(sub { $_[0]->text =~ /the pin stays after ten loads/ },
    'what level 2 found');
$irina->gets_nothing('nothing of all that');

# ---- interpretation
scene('2025-10-31 16:10', 'Interpretation',
    'Anna says in her own words what came back.');
is_status($number, 'interpretation', 'it waits for Anna\'s words');
$anna->answers($told, "/reply\nDear Irina,\n\nnow the pin stays where you "
        . "put it. Please look once more.\n/close");
$reply = $irina->gets(qr/^Re: My flat/, 'the second answer');
unlike($reply->text, qr/[Gg]eocod|level 2|Tanya|Denis/,
    'without words of level 2');
is_status($number, 'success', 'success');

# ---- who sees what
scene('2025-10-31 16:30', 'Who sees what',
    'Irina asks how it stands; the manager reads, and answers nobody.');
$irina->answers($reply, '/status', quote => 0);
my $state = $irina->gets(qr/#$number/, 'how it stands');
like($state->text, qr/resolved/, 'in public words');
unlike($state->text, qr/crash|interpretation|our fault/, 'and no others');
$maria->{login} = 1;
$maria->writes('office@example.org', 'a look', "/show #$number");
my $look = $maria->gets(qr/^#$number /, 'the request');
like($look->text, qr/Geocoding ran/, 'with its notes');
unlike($look->text, qr/reply goes to irina/, 'which she does not answer');

# ---- seven days later it is closed without a word
scene('2025-11-07 16:20', 'Closed', 'A week later it closes silently.');
is_status($number, 'closed', 'it is closed');
$irina->gets_nothing('nothing about that');

# ---- another department
scene('2025-11-10 10:30', 'To the management',
    'What is meant for the management goes there by itself.');
$agency->writes('support@example.org', 'For the management',
    "Please pass this letter to the management: we propose to sell together.\n");
$told = $maria->gets(qr/For the management/, 'what is meant for her');
like($told->text, qr/to the management/, 'with its category');
$maria->answers($told, "Dear Mr Titov,\n\nI shall call you tomorrow.\n/close");
$agency->gets(qr/^Re: For the management/, 'her answer');
$_->gets_nothing('nothing of it') for $anna, $vera, $ivan;

# ---- a change, which the board decides about
scene('2025-11-10 11:00', 'A change request',
    'An agency wants what there is not; level 2 makes a change request of it.');
$agency->writes('support@example.org', 'Metro stations',
    "Our tenants ask how far the metro is. Please show metro stations\n"
        . "on the map of each listing.\n\nOleg Titov, Northern Homes\n");
my $change = $desk->number_in($agency->gets(qr/^Metro stations \[/,
    'an acknowledgement'));
$told = $vera->gets(qr/^#$change /, 'the request');
$vera->answers($told, "/reply\nDear Mr Titov,\n\nthere is no such thing yet. "
        . "I have asked for it.\n/line 2 metro stations on the map, many ask");
$agency->gets(qr/^Re: Metro stations/, 'that it was asked for');
$told = $ivan->gets(qr/^#$change /, 'the hand-over');
$ivan->answers($told, "/type change-request\n/estimate 2d\n/status proposed");
my %asked = map { $_->{name} => $_->gets(qr/^Change board is asked/,
    'the question of the board') } $lena, $maria, $denis;
is_status($change, 'proposed', 'it is before the board');
like($asked{ $lena->{name} }->text, qr/metro stations/, 'with the request');

scene('2025-11-11 10:15', 'The board', 'Two of three voices decide.');
$lena->answers($asked{ $lena->{name} }, "/approve\nPeople ask for it each day.");
is_status($change, 'proposed', 'one voice is not enough');
$denis->answers($asked{ $denis->{name} },
    "/approve\nIf MapWorks has the stations, it is two days of work.");
$told = $ivan->gets(sub { $_[0]->text =~ /has approved it/ },
    'what the board decided');
like($told->text, qr/Approves: People ask for it/, 'and who said what');
is_status($change, 'internal', 'it is to be done');

# ---- the integrator
scene('2025-11-11 11:00', 'The integrator',
    'MapWorks makes the maps, and is asked by mail.');
$ivan->answers($told,
    '/forward mapworks which layer of your tiles has metro stations?');
my $question = $mapworks->gets(qr/^Metro stations/, 'the question');
like($question->text, qr/which layer of your tiles/, 'in Ivan\'s words');
like($question->text, qr/how far the metro is/, 'with what the customer wrote');
unlike($question->text . $question->{octets}, qr/agency\@|many ask|two days/,
    'without her address, notes, and what the board said');
$ivan->gets(qr/forwarded to MapWorks/, 'what was sent');
$mapworks->answers($question,
    "Layer \"transit\". It is in your licence, switch it on at \"tiles/v3\".");
$told = $ivan->gets(sub { $_[0]->text =~ /tiles\/v3/ }, 'the answer');
like($told->text, qr/MapWorks answered/, 'as his');
$agency->gets_nothing('nothing of all that');

# ---- what is promised, and what happens when it is not kept
scene('2025-11-12 10:30', 'A promise',
    'Northern Homes have a contract: an answer within six working hours.');
$agency->writes('support@example.org', 'Photos',
    "I cannot upload photos of listing 51007: error 500.\n");
$ack = $agency->gets(qr/^Photos \[/, 'an acknowledgement');
like($ack->text, qr/A person will answer by Wed 12 Nov 16:30 MSK\./,
    'with the time by which a person answers');
my $photos = $desk->number_in($ack);
$told = $dina->gets(qr/^#$photos /, 'the request');
like($told->text, qr/first reply due in 6 h \(Wed 12 Nov 16:30\)/,
    'with the time that is left');

scene('2025-11-12 15:01', 'A warning', 'It is quiet: nobody has answered.');
$told = $dina->gets(qr/^#$photos /, 'a warning when three quarters are over');
like($told->text, qr/First reply due in 1 h 29 min/, 'with what is left');
$lena->gets_nothing('nothing yet');

scene('2025-11-12 16:31', 'A breach',
    'The time is over: the head of support hears of it.');
$told = $lena->gets(qr/^#$photos /, 'word of it');
like($told->text, qr/overdue/, 'as such');
my $dinas = $dina->gets(qr/^#$photos /, 'as does level 1');
$maria->gets_nothing('nothing yet', qr/^#$photos /);

scene('2025-11-12 17:31', 'Escalation',
    'An hour later the manager does; Dina answers at last.');
my $late = $maria->gets(qr/^#$photos /, 'word of it');
$dina->answers($dinas,
    "/reply\nDear Mr Titov,\n\nplease try it with files below 10 MB. "
        . "I am sorry for the delay.");
$agency->gets(qr/^Re: Photos/, 'an answer');
$maria->answers($late, '/excuse half of level 1 had no electricity');
$desk->settled;
my ($clock) =
    grep { $_->{kind} eq 'first' } @{ $desk->ticket($photos)->{clocks} };
ok($clock->{breached} && $clock->{stopped}, 'a breach that ended');
like($clock->{excused}, qr/no electricity/, 'and is excused');

# ---- a special request
scene('2025-11-12 20:00', 'A special request',
    'In the evening an agency spends its coupon: one hour, around the clock.');
$agency->writes('support@example.org', 'Our account is locked',
    "Nobody of us can log in, and there is a viewing at nine.\n\n$coupon\n");
my $thanks = $agency->gets(qr/^Your coupon/, 'that the coupon was accepted');
like($thanks->text, qr/A person will answer by Wed 12 Nov 21:00 MSK\./,
    'with its hour');
like($agency->gets(qr/^Our account/, 'an acknowledgement')->text,
    qr/by Wed 12 Nov 21:00 MSK\./, 'which says the same');
my $special = $desk->number_in($thanks);
is($desk->field($special, 'sla'), 'special', 'it is a special request');
$told = $anna->gets(qr/^#$special /, 'the request');
like($told->text, qr/SLA special: first reply due in.*\(Wed 12 Nov 21:00\)/,
    'as one, on Anna\'s clock');
like($told->from, qr/Titov/, 'from the customer');
unlike($told->text, qr/a coupon was spent.*Nobody of us/s,
    'with what he wrote above what the desk did');
$anna->answers($told, "/reply\nDear Mr Titov,\n\nyour account is open again.\n"
        . '/close');
$agency->gets(qr/^Re: Our account/, 'an answer within the hour');
$agency->writes('support@example.org', 'And again', "Locked again. $coupon\n");
my $no = $agency->gets(qr/^Your coupon/, 'that a coupon is worth something once');
like($no->text, qr/it was used before/, 'politely');

# ---- waiting for the customer
scene('2025-11-13 11:00', 'Waiting',
    'Vera cannot go on without an answer; Irina has to be reminded.');
$irina->writes('support@example.org', 'The site is slow',
    "Your site hangs on my computer.\n");
my $slow = $desk->number_in($irina->gets(qr/^The site is slow \[/,
    'an acknowledgement'));
$told = $vera->gets(qr/^#$slow /, 'the request');
$vera->answers($told, "/wait 2d her browser\n\nDear Irina,\n\nwhich browser do "
        . "you use, and which version of it?");
$irina->gets(qr/^Re: The site is slow/, 'the question');
is_status($slow, 'waiting', 'it waits for her');

scene('2025-11-17 11:10', 'A reminder',
    'Two working days later she is reminded.');
my $reminder = $irina->gets(qr/^Re: The site is slow/, 'a reminder');
like($reminder->text, qr/waiting for your answer/, 'in friendly words');
like($reminder->text, qr/which browser do you use/, 'with the question');
is_status($slow, 'waiting', 'it waits on');
$irina->answers($reminder, 'Firefox 144.');
$told = $vera->gets(qr/^#$slow /, 'her answer');
is_status($slow, 'in-work', 'and it is work again at once');
$vera->answers($told,
    "/wait 1d her extensions\n\nDear Irina,\n\nwhich extensions does it have?");

scene('2025-11-18 11:20', 'No answer',
    'This time she is silent: after two reminders the request comes back.');
$irina->gets(qr/^Re: The site is slow/, 'one reminder');
scene('2025-11-19 11:30', 'Still none', 'The second reminder.');
$irina->gets(qr/^Re: The site is slow/, 'another reminder');
scene('2025-11-20 12:00', 'Back to work', 'Nothing came, and Vera is told.');
$told = $vera->gets(qr/^#$slow /, 'that nothing came');
like($told->text, qr/back to work/, 'and that it is hers to go on');
is_status($slow, 'in-work', 'it is work again');

# ---- who is there
scene('2025-11-20 17:00', 'Away', 'Vera leaves for a week; Dina stands in.');
$vera->answers($told, '/away until 28 November to dina');
$desk->settled;
$irina->answers($reminder, 'And it is still slow.');
my $instead = $dina->gets(qr/^#$slow /, 'what Irina writes');
like($instead->text, qr/Vera Kim is away/, 'because Vera is away');
$dina->answers($instead, '/who');
like($dina->gets(qr/^Who is there/, 'who is there')->text,
    qr/Vera Kim.*away until/, 'and who is not');

# ---- two requests that are one
scene('2025-11-21 10:30', 'Joined',
    'Irina writes anew instead of replying; Anna joins both.');
$irina->writes('support@example.org', 'Pages do not load',
    "Still no page of yours loads.\n");
my $again = $desk->number_in($irina->gets(qr/^Pages do not load \[/,
    'an acknowledgement'));
$told = $anna->gets(qr/^#$again /, 'the request');
like($told->text, qr{#$slow The site is slow \(/merge #$slow\)},
    'which names the other one, with the command');
$anna->answers($told, "/merge #$slow");
$told = $dina->gets(qr/^#$slow /, 'in Vera\'s place: that it is one request');
like($told->text, qr/#$again is part of this request now/, 'which says so');
$dina->answers($told, "/reply\nDear Irina,\n\nwe have found it, and the site is "
        . "fast again. Thank you for your patience.\n/close");
$irina->gets(qr/^Re: The site is slow/, 'one answer to both');
is_status($slow, 'success', 'success');
$irina->gets_nothing('nothing twice');

# ---- nothing happened meanwhile that nobody knows of
$_->reads_all for @{ $desk->{people} };
my $status = $desk->status;
is_deeply([ map { @{ $status->{$_} } } qw(wrong passing alarms) ],
    [], 'nothing is wrong with the desk') or diag explain $status;

done_testing();

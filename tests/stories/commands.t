#!/usr/bin/perl
# Commands in the operators' and customers' mail.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my $desk = Desk->start(
    config => { 'category account' => { title => 'Account and password' } });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');
my $tom  = $desk->operator('tom');

my ($number, $notice) = $desk->opens($kari, 'Printer', $anna, $olga);

# Anna sends commands alone; the ticket is asked afterwards.
sub anna_says {
    my ($text, %more) = @_;
    $anna->answers($notice, $text, %more);
    $desk->settled;
    return $desk->ticket($number);
}

is(anna_says('/take')->{holder}, 'anna', '/take');
is(anna_says('/priority high')->{priority}, 'high', '/priority');
is(anna_says('/category account')->{category}, 'account', '/category');
is(anna_says('/status waiting')->{status}, 'waiting', '/status');
is(anna_says('/spend 25m')->{spent_min}, 25, '/spend 25m');
is(anna_says('/spend 1h 30m')->{spent_min}, 115, 'and 1h 30m more');
$kari->gets_nothing('nothing of mails that are commands alone');
is(anna_says('/assign olga')->{holder}, 'olga', '/assign by name');
$olga->gets(qr/^#$number /, 'word that it is hers');
is(anna_says('/assign anna@example.org')->{holder},
    'anna', '/assign by address');

# ---- as people type them
my $t = anna_says("  /Priority  LOW\n\n/SPEND 5m\n");
is("$t->{priority} $t->{spent_min}", 'low 120',
    'any case, leading blanks, empty lines between');
is(anna_says("\x{a0}/priority normal")->{priority}, 'normal',
    'a no-break space before it');
is(anna_says("\x{ff0f}priority high")->{priority}, 'high',
    'a full-width slash');
is(anna_says("\\priority normal")->{priority}, 'normal', 'a backslash');
is(anna_says('', html => '<div>/priority high</div><div><br></div>',
        text => "/priority high\n\n")->{priority}, 'high', 'from Outlook');

# ---- text and commands
$kari->reads_all;
$t = anna_says(
    "/spend 1m\n\nThe file is /etc/hosts, see there.\n\n/status waiting");
my $reply = $kari->gets(qr/^Re: Printer/, 'the text between commands');
like($reply->text, qr{The file is /etc/hosts, see there\.},
    'a path in it is text');
unlike($reply->text, qr{/spend|/status}, 'without the commands');
is("$t->{status} $t->{spent_min}", 'waiting 121', 'which were all obeyed');

# ---- line and return
$t = anna_says('/line 2 needs a cable');
is($t->{line}, 2, '/line 2');
is($t->{holder}, undef, 'nobody holds it there yet');
my $toms = $tom->gets(qr/^#$number /, 'the ticket');
like($toms->text, qr/needs a cable/, 'with the reason');
$tom->answers($toms, '/return cable sent');
$desk->settled;
is($desk->field($number, 'line'), 1, '/return brings it back');
$notice = $anna->gets(sub { $_[0]->text =~ /cable sent/ }, 'why it came back');

# ---- close and reopen
$kari->reads_all;
$anna->reads_all;
like($notice->text, qr/^Your reply stays internal/m, "the news is Tom's");
$t = anna_says("/reply\nDone, have a good day.\n\n/close");
$kari->gets(qr/^Re: Printer/, 'the text that leaves before /close acts');
is($t->{status}, 'resolved', '/close');
is(anna_says('/reopen')->{status}, 'in-progress', '/reopen');
anna_says('/close');
$kari->answers($reply, 'It is broken again.');
$notice = $anna->gets(qr/^#$number Printer/, 'what Kari adds to a closed one');
isnt($desk->field($number, 'status'), 'resolved', 'which is open again');

# ---- a wrong command stops everything
$kari->reads_all;
$anna->reads_all;
$t = anna_says("/spend 9m\n/assing olga\n\nHi Kari, a text.");
my $error = $anna->gets(qr/assing/, 'an error');
like($error->text, qr/Nothing has been sent/, 'which says so');
like($error->text, qr{/assing olga.*/assign olga},
    'marks the line, and helps');
like($error->text, qr/Hi Kari, a text/, 'and has the whole text');
is($t->{spent_min}, 121, 'no command of that mail was obeyed');
$kari->gets_nothing('nothing of it');
$anna->answers($error, "/assign olga\n\nHi Kari, a text.");
$kari->gets(qr/^Re: Printer/, 'the mended answer to the error');

anna_says('/assign nobody');
$anna->gets(qr/nobody|assign/, 'an error for an operator that is none');
anna_says('/line 9');
$anna->gets(qr/line/, 'an error for a line that is none');
anna_says('/spend soon');
$anna->gets(qr/spend/, 'an error for a time that is none');

# ---- a command in the middle of the text holds it
$kari->reads_all;
anna_says("Hi Kari,\nfirst line\n/close\nlast line\nbye");
$anna->gets(qr/#$number/, 'a question about the line in the middle');
$kari->gets_nothing('nothing before it is answered');

# ---- asking
$anna->reads_all;
anna_says('/show');
my $shown = $anna->gets(qr/#$number/, 'the whole ticket by /show');
like($shown->text, qr/needs a cable/, 'with notes');
anna_says('/take');
anna_says('/list');
like($anna->gets(qr/./, 'her tickets by /list')->text, qr/#$number +Printer/,
    'this one among them');
anna_says('/help');
like($anna->gets(qr/./, 'help')->text, qr{/assign}, 'that names commands');
anna_says('/watch');
anna_says('/unwatch');
$anna->gets_nothing('no errors for /watch and /unwatch');

# ---- customers have a few
$kari->reads_all;
$kari->answers($reply, '/list');
like($kari->gets(qr/./, 'her requests by /list')->text, qr/#$number.*Printer/,
    'this one among them');
$kari->answers($reply, '/status');
$kari->gets(qr/Printer/, 'where it stands by /status');
$kari->answers($reply, '/help');
like($kari->gets(qr/./, 'help')->text, qr{/close}, 'with what she can write');
$kari->answers($reply, "/assign mallory\nis what my screen says.");
like($anna->gets(qr/^#$number /, 'her letter')->text, qr{/assign mallory},
    'in which an operator\'s command is text');
$kari->answers($reply, '/close');
$desk->settled;
is($desk->field($number, 'status'), 'resolved', 'she may close her request');
$kari->answers($reply, '/ack off');
$desk->settled;
$kari->reads_all;
$kari->writes('support@example.org', 'Quiet, please', 'No acknowledgement.');
$anna->gets(qr/^#\d+ Quiet, please/, 'her next request');
$kari->gets_nothing('no acknowledgement after /ack off');

done_testing();

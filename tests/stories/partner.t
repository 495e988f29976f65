#!/usr/bin/perl
# An outside integrator is asked by mail, and answers by mail.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(
    users  => [ 'help@example.net', 'desk2@example.net', 'gone@example.net' ],
    config => {
        'partner integrator' => {
            name    => 'Nordic Integrator',
            address => 'help@example.net',
        },
        'partner absent' => {
            name    => 'Absent Ltd',
            address => 'gone@example.com',
        },
    }
);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my ($anna, $olga, $tom) = map { $desk->operator($_) } qw(anna olga tom);
my $help  = $desk->customer('Nils at Nordic <help@example.net>');
my $other = $desk->customer('Nina at Nordic <desk2@example.net>');

$kari->writes(
    'support@example.org', 'Map is blank for Kari Nordmann',
    "The map of my flat is blank.\n\nKari Nordmann\nkari\@example.com\n",
    attach => { 'shot.txt' => [ 'text/plain', "tile 404\n" ] });
my $ack    = $kari->gets(qr/Map is blank/, 'an acknowledgement');
my $number = $desk->number_in($ack);
my $notice = $anna->gets(qr/^#$number /, 'the request');
$olga->reads_all;
$anna->answers($notice, "Hi Kari, since when?");
my $reply = $kari->gets(qr/^Re: Map/, 'a question');
$kari->answers($reply, 'Since Monday.');
my $again = $anna->gets(qr/^#$number /, 'her answer');
$anna->answers($again, "/note\nHIDDEN: her landlord has not paid his licence.");
$desk->settled;
$_->reads_all for $anna, $olga;
my $mallory = $desk->customer('Mallory <mallory@example.net>');
$mallory->answers($reply, 'STRANGER: I know her.');
$desk->settled;
my ($latest) = $anna->gets(qr/^#$number /, 'what a stranger wrote');
$olga->reads_all;

# ---- what he gets
$anna->answers($latest, '/forward integrator is the tile server down?');
my $asked = $help->gets(qr/Map is blank/, 'what was forwarded');
like($asked->from, qr/support\@example\.org/, 'from the queue');
like($asked->raw('Reply-To'), qr/support\+p-[a-z2-7]{32}\@/,
    'with an address of his own');
my $all = join "\n", $asked->{octets}, $asked->text, $asked->html,
    $asked->subject;
like($asked->text, qr/is the tile server down/, 'the question');
like($asked->text, qr/The map of my flat is blank/, 'what the customer wrote');
like($asked->text, qr/since when\?.*Since Monday/s, 'and the rest');
is(join('', $asked->attachments), "shot.txttile 404\n",
    'with her file');
unlike($all, qr/kari\@|Nordmann|Kari/i, 'not who she is');
unlike($all, qr/HIDDEN|landlord/,       'nothing of notes');
unlike($all, qr/STRANGER|mallory/i,     'nothing of strangers');

# ---- what she is told
my $sent = $anna->gets(qr/forwarded to Nordic Integrator/, 'what was sent');
like($sent->text, qr/Kari Nordmann, .*shot\.txt.*Anna Larsen/s, 'each message');
like($sent->text, qr/Not sent: internal notes \(1\).*name and address/s,
    'and what was not');
ok((grep { /forwarded to Nordic Integrator/ } $desk->texts($number, 'event')),
    'which is an event');
is($desk->field($number, 'status'), 'internal', 'the request waits inside');

# ---- his answer
$help->answers($asked, "/close\nThe tile cache was stale; it is rebuilt now.",
    attach => { 'log.txt' => [ 'text/plain', "rebuilt 12 tiles\n" ] });
my $told = $anna->gets(qr/^#$number /, 'his answer');
like($told->text, qr/Nordic Integrator answered on/, 'as his');
like($told->text, qr/\A.*stays internal/,            'an answer stays inside');
like($told->text, qr/tile cache was stale/,          'with his words');
like($told->text, qr{/close},                        'and what is no command');
unlike($told->text, qr/flat is blank.*flat is blank/s, 'without his quote');
is(join('', $told->attachments), "log.txtrebuilt 12 tiles\n",
    'with his file');
isnt($desk->field($number, 'status'), 'resolved', 'it is not closed');
isnt($desk->field($number, 'status'), 'internal', 'it is back');
is(scalar(grep { /tile cache/ } $desk->texts($number, 'note')), 1, 'a note');
is(scalar(grep { /tile cache/ } $desk->texts($number, 'article')), 0,
    'and no article');
$kari->gets_nothing('nothing of it');

# ---- line 1 may use his words
$anna->answers($told,
    "/reply\nHi Kari, the tile cache was stale; it is rebuilt now.");
$reply = $kari->gets(qr/^Re: Map/, 'what Anna makes of it');
like($reply->text, qr/tile cache was stale/, 'in his words');
unlike($reply->{octets}, qr/Nordic|example\.net/, 'without his name');
is(scalar(() = $reply->attachments), 0, 'or his file');

# ---- whoever else has his address
$other->answers($asked, 'FORGED: nothing is wrong with it.');
my $doubt = $anna->gets(qr/^#$number /, 'what another wrote to it');
like($doubt->text, qr/Nobody has proved/, 'as not proved');
$kari->gets_nothing('nothing of that');

# ---- the end of it
$desk->settled;
$_->reads_all for $anna, $olga;
$anna->answers($doubt, '/forward integrator and now?');
my $second = $help->gets(qr/Map is blank/, 'another question');
$anna->reads_all;
$anna->answers($doubt, '/forward integrator off');
$desk->settled;
$help->answers($second, 'LATE: fine now.');
my $late = $anna->gets(qr/^#$number /, 'what comes after the end');
like($late->text, qr/Nobody has proved.*revoked/s, 'as not proved');

# ---- words of a note do not leave
$_->reads_all for $anna, $olga;
$anna->answers($late, '/forward integrator HIDDEN: her landlord has not paid '
        . 'his licence, so what?');
my $kept = $anna->gets(qr/not delivered to Nordic/, 'what was held back');
like($kept->text, qr/words of an internal note/, 'with the reason');
$help->gets_nothing('nothing of it');

# ---- an address that does not work
$_->reads_all for $anna, $olga;
$anna->answers($late, '/forward absent hello?');
$anna->gets(qr/not delivered to Absent Ltd/, 'the bounce');

done_testing;

#!/usr/bin/perl
# Another department is asked, and a request moves to another queue.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(
    users          => ['vera@example.org'],
    extra_mailhost => ['SERVED=support@example.org sales@example.org'],
    config => {
        'queue sales' => {
            address => 'sales@example.org',
            name    => 'Example Sales',
            undo    => '0s',
        },
        'operator anna' => { queues => 'support' },
        'operator olga' => { queues => 'support' },
        'operator tom'  => { queues => 'support' },
        'operator vera' => {
            name    => 'Vera Smirnova',
            address => 'vera@example.org',
            queues  => 'sales',
        },
    });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my ($anna, $olga, $tom) = map { $desk->operator($_) } qw(anna olga tom);
my $vera = $desk->customer('Vera Smirnova <vera@example.org>');

my ($number, $notice) = $desk->opens($kari, 'Locked out', $anna, $olga);
$olga->reads_all;

# ---- a task
$anna->answers($notice, '/task sales is the licence of flat 17 paid?');
my $asked = $vera->gets(qr/^#\d+ is the licence/, 'the question');
my $task  = $desk->number_in($asked);
isnt($task, $number, 'a request of its own');
like($asked->text, qr/Another department asks/, 'which says what it is');
unlike($asked->{octets} . $asked->text, qr/kari|Kari|Locked out/i,
    'and nothing of the customer');
is($desk->field($number, 'status'), 'internal', 'the request waits inside');
is($desk->field($task,   'queue'),  'sales',    'the task is in their queue');

$vera->answers($asked, 'Not since May, it was returned by the bank.');
my $told = $anna->gets(qr/^#$number Locked out/, 'the answer');
like($told->text, qr/returned by the bank/, 'with her words');
like($told->text, qr/\A.*stays internal/,   'an answer to it stays inside');
is(scalar(grep { /returned by the bank/ } $desk->texts($number, 'note')), 1,
    'it is a note');
is($desk->field($number, 'status'), 'feedback', 'and is to be put in words');
$kari->gets_nothing('nothing of it');
$anna->answers($told, "/reply\nHi Kari, your payment was returned by the bank.");
$kari->gets(qr/^Re: Locked out/, 'what Anna makes of it');
$vera->answers($asked, '/close');
$told = $anna->gets(qr/^#$number /, 'that the task is done');
like($told->text, qr/Task #$task .*resolved/, 'by its number');

# ---- to another queue
$_->reads_all for $anna, $olga;
$anna->answers($told, '/queue sales she has to pay first');
my $moved = $vera->gets(qr/^#$number /, 'the request');
like($moved->text, qr/she has to pay first/,   'with the reason');
like($moved->text, qr/Please help with this/, 'and all of it');
is($desk->field($number, 'queue'), 'sales', 'it is in their queue');
$vera->answers($moved, "/reply\nPlease pay, Kari.");
my $reply = $kari->gets(qr/^Re: Locked out/, 'a reply from there');
like($reply->from, qr/sales\@example\.org/, 'from the new address');
like($reply->from, qr/Example Sales/, 'and its name');
$kari->answers($reply, 'I did.');
$vera->gets(qr/^#$number /, 'her answer to it');

done_testing;

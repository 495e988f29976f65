#!/usr/bin/perl
# A customer's account where the site cannot tell who wrote: every answer goes to
# the address that the desk was told, whoever asked.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(
    users => [ 'kari@acme.example', 'kari@home.example', 'eve@evil.example',
        'ola@acme.example' ],
    config => { 'queue support' => { ack_per_hour => 12 } });
my $SUPPORT = 'support@example.org';
my $kari = $desk->customer('Kari Nordmann <kari@acme.example>');
my $home = $desk->customer('Kari Nordmann <kari@home.example>');
my $ola  = $desk->customer('Ola Nordmann <ola@acme.example>');
my $eve  = $desk->customer('Eve <eve@evil.example>');
my $anna = $desk->operator('anna');

$desk->postern('company', 'add', 'Acme', 'domains=acme.example');
my ($code, $out, $err) = $desk->postern('person', 'add',
    'kari@acme.example kari@home.example', 'company=Acme', 'contact=yes');
is($code, 0, 'the desk knows her and her addresses') or diag $out, $err;

$kari->writes($SUPPORT, 'The zebrafish', 'It swims.');
my $ack = $kari->gets(qr/^The zebrafish \[#/, 'an acknowledgement');
$anna->reads_all;

# ---- from her other address, or by whoever writes it
$home->writes($SUPPORT, 'x', '/list company');
like($kari->gets(qr/^Requests of Acme/, 'what was asked')->text,
    qr/The zebrafish/, 'at her address on record');
$home->gets_nothing('nothing at the other');
$eve->writes(
    $SUPPORT, 'x', '/list all',
    from          => 'kari@home.example',
    reply_to      => 'eve@evil.example',
    cc            => 'eve@evil.example',
    envelope_from => 'eve@evil.example',
    envelope_to   => [$SUPPORT]
);
$kari->gets(qr/^Your requests/, 'what somebody asked in her name');
$eve->gets_nothing('nothing');

# ---- a domain that nobody has proved makes nobody a member
$ola->writes($SUPPORT, 'May I', "/list company\n/balance");
$ola->gets(qr/^May I \[#/, 'an acknowledgement of a request');
like($anna->gets(qr/^#\d+ May I/, 'it, for people')->text,
    qr{/list company}, 'whole');
$ola->writes($SUPPORT, 'May I', '/list company all');
my $his = $ola->gets(qr/^Your requests/, 'an answer, as he is known now');
unlike($his->text, qr/zebrafish/, 'and nothing of the company\'s');

# ---- so many an hour, whoever asks, at whichever address
$home->writes($SUPPORT, 'Again', '/list') for 1 .. 12;
$desk->settled;
my $got = $kari->unread;
cmp_ok($got, '<=', 12, "she has got no more than the limit ($got)");
cmp_ok($got, '>', 3, 'but some');
ok($anna->gets(qr/^#\d+ Again/, 'what was not answered, for people'),
    'nothing is lost');
$home->gets_nothing('what the account had', qr/^Your requests/);

done_testing();

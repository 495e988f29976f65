#!/usr/bin/perl
# The administrator's side: init, check, run, reload, explain, alarms.
use strict;
use warnings;
use Desk;
use JSON::PP ();
use Test::More;

my $desk = Desk->start(run => 0, imap => 1);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');

# ---- init
my ($code, $out, $err) = $desk->postern('init', "$desk->{dir}/fresh");
is($code, 0, 'postern init makes a desk');
is((stat "$desk->{dir}/fresh/site.key")[2] & 077, 0, 'whose key is private');
($code, $out, $err) = $desk->postern('init', "$desk->{dir}/fresh");
isnt($code, 0, 'a second init refuses');
like($err, qr{\Q$desk->{dir}\E/fresh}, 'and says what is in its way');

# ---- check
($code, $out, $err) = $desk->postern('check');
is($code, 0, "postern check likes the stories' configuration") or diag $err;
open my $file, '>', "$desk->{dir}/bad.conf";
print $file "[site]\nnmae = x\n[queue a]\nundo = 5 parsecs\n[smtpp]\n";
close $file;
($code, $out, $err) = $desk->capture($ENV{POSTERN} // './postern',
    '--config', "$desk->{dir}/bad.conf", 'check');
is($code, 78, 'a wrong one gives EX_CONFIG');
like($out . $err, qr/bad\.conf:2: .*nmae.*name/, 'with line and nearest name');
like($out . $err, qr/bad\.conf:4: .*undo/, 'a wrong unit');
like($out . $err, qr/bad\.conf:5: .*smtpp.*smtp/, 'and an unknown section');
($code) = $desk->postern('chekc');
is($code, 64, 'an unknown command gives EX_USAGE');
($code, $out) = $desk->postern('config');
is($code, 0, 'postern config prints');
like($out, qr/address = support\@example\.org/, 'what is set');

# ---- run, twice
$desk->run;
($code, $out, $err) = $desk->postern('run');
isnt($code, 0, 'a second postern run refuses');
like($err, qr/run/, "in words: $err");
my ($number, $notice) = $desk->opens($kari, 'First', $anna);

# ---- explain changes nothing
my $letter = Letter->compose(from => 'kari@example.com',
    to => 'support@example.org', subject => 'What if', text => "Hello.\n");
open my $mail, '>:raw', "$desk->{dir}/mail" or die;
print $mail $letter;
close $mail;
my $before = () = $desk->tickets;
my ($plan) = $desk->json('explain', "$desk->{dir}/mail");
ok($plan->{$_}, "explain tells $_") for qw(letter facts trust verdict plan);
ok(grep({ $_->{do} eq 'ticket' } @{ $plan->{plan} }), 'a ticket is planned');
is(scalar(() = $desk->tickets), $before, 'and none was made');
is(($desk->postern('explain', "$desk->{dir}/mail"))[0], 0, 'for people too');

# ---- parse needs no configuration
($code, $out) = $desk->capture($ENV{POSTERN} // './postern', 'parse', '--json',
    "$desk->{dir}/mail", '/dev/null');
is($code, 0, 'postern parse');
my @parsed = map { JSON::PP::decode_json($_) } split /\n/, $out;
is(scalar @parsed, 2, 'gives one object a file');
is($parsed[0]{subject}, 'What if', 'with the subject');
is($parsed[0]{kind}, 'normal', 'and the kind');

# ---- reload
is(($desk->postern('reload'))[0], 0, 'reload');
rename $desk->config_file, $desk->config_file . '.good';
system 'cp', "$desk->{dir}/bad.conf", $desk->config_file;
($code, $out, $err) = $desk->postern('reload');
is($code, 78, 'reload with an error fails');
rename $desk->config_file . '.good', $desk->config_file;
$kari->writes('support@example.org', 'Still there', 'Hello?');
$anna->gets(qr/^#\d+ Still there/, 'mail, as if nothing had been');
$desk->write_config({ 'queue support' => { name => 'Renamed Desk' } });
is(($desk->postern('reload'))[0], 0, 'reload of a good one');
$desk->wait_until(sub { $desk->log_text =~ /reload|anew|again/ });
$kari->reads_all;
$kari->writes('support@example.org', 'New name', 'Hello?');
like($kari->gets(qr/^New name/)->from, qr/Renamed Desk/, 'is in force');

# ---- status
my $status = $desk->status;
is($status->{spool}{waiting}, 0, 'status: nothing waits in the spool');
is(($desk->postern('status'))[0], 0, 'for people as well');
is(($desk->postern('ticket', 'show', 99999))[0], 66, 'no such ticket: 66')
    or diag(($desk->postern('ticket', 'show', 99999))[2]);
is(($desk->postern('why', '#99999'))[0] == 0, '', 'why of nothing fails');

# ---- a role that dies is started again; an alarm comes once per cause
$desk->stop;
my $alarms = "$desk->{dir}/alarms";
$desk->write_config({
    site => { alarm_command => "cat >>$alarms; echo ---- >>$alarms" },
    'mailbox help' => { user => 'nobody@example.org', poll => '1s' },
});
$desk->run;
ok($desk->wait_until(sub { -s $alarms }), 'an alarm_command was called');
sleep 4;
my $text = do { open my $in, '<', $alarms; local $/; <$in> };
is(scalar(() = $text =~ /^----$/mg), 1, 'once');
like($text, qr/nobody\@example\.org/, "with the cause: $text");
isnt(($desk->postern('status'))[0], 0, 'status tells of the trouble');

done_testing();

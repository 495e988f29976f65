#!/usr/bin/perl
# The smarthost is away, slow to say yes, or says no.
use strict;
use warnings;
use Desk;
use Test::More;
use Time::HiRes qw(sleep);

my $desk = Desk->start;
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my ($number, $notice) = $desk->opens($kari, 'Away', $anna);

# ---- away: a port where nobody listens
my %away   = (smtp => { port => $desk->{base} + 9 });
$desk->write_config(\%away);
is(($desk->postern('reload'))[0], 0, 'reload');
$kari->writes('support@example.org', "Away $_", "Letter $_.") for 1 .. 5;
$anna->answers($notice, 'Written while the smarthost was away.');
ok($desk->wait_until(sub { ($desk->status->{outgoing}{ready} // 0) >= 11 }),
    'outgoing mail waits');
sleep($ENV{AWAY_SECONDS} // 0);    # 3600 by hand
is(scalar $kari->unread, 0, 'Kari has nothing yet');
like($desk->log_text, qr/127\.0\.0\.1.*(refused|connect)/i,
    'the log says where and why');

$desk->write_config;
is(($desk->postern('reload'))[0], 0, 'reload');
$kari->gets(qr/^Re: Away/, 'the reply, once it is back', 60);
$kari->gets(qr/^Away $_ \[/, "acknowledgement $_", 60) for 1 .. 3;
$desk->settled(60);
my %count;
$count{ $_->message_id }++ for $kari->letters, $anna->letters;
is(scalar(grep { $_ > 1 } values %count), 0, 'and nothing twice');

# ---- a recipient that the smarthost refuses for good
$anna->reads_all;
my $typo = $desk->customer('Typo <nowhere@example.com>');
$desk->submit(
    Letter->compose(from => 'Typo <nowhere@example.com>',
        to => 'support@example.org', subject => 'Refused', text => "Hi.\n"),
    from => 'nowhere@example.com', to => ['support@example.org']);
$anna->gets(qr/^#\d+ Refused/, 'the letter');
my $lost = $anna->gets(sub { $_[0]->text =~ /nowhere\@example\.com/ },
    'word that the acknowledgement could not be delivered');
like($lost->text, qr/550|refused|unknown/i, 'and why');

# ---- certificates: a wrong CA, a wrong name
for my $wrong (
    [ 'a wrong CA',   { ca_file     => '/etc/ssl/certs/ca-certificates.crt' } ],
    [ 'a wrong name', { server_name => 'mx.example.net' } ])
{
    my ($what, $change) = @$wrong;
    $desk->write_config({ smtp => $change });
    $desk->postern('reload');
    my $before = () = $desk->log_text =~ /certificate/gi;
    $desk->capture(\(Letter->compose(from => 'kari@example.com',
                to => 'support@example.org', subject => "With $what",
                text => "x\n")),
        '/usr/sbin/sendmail', '-C', "$desk->{mailhost}/p/etc", '-f',
        'kari@example.com', 'support@example.org');
    ok($desk->wait_until(
            sub { (() = $desk->log_text =~ /certificate/gi) > $before }),
        "$what is told in the log");
    ok(!grep({ $_->subject =~ /With $what/ } $anna->letters),
        "and nothing is sent to a host with $what");
}
$desk->write_config;
$desk->postern('reload');
$anna->gets(qr/^#\d+ With a wrong name/, 'all of it in the end', 60);

# ---- no password in any log
unlike($desk->log_text, qr/\bsecret\b/, 'the log has no password');

done_testing();

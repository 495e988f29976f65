#!/usr/bin/perl
# One message, however often and through whichever door, is one entry.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(
    imap   => 1,
    # what comes in by the milter is kept in help's mailbox as well, so that
    # the poller sees each message again
    extra_mailhost => [
        'ALIASES=info@example.org=help@example.org '
            . 'both@example.org=help@example.org'
    ],
    config => {
        'queue support' => { aliases => 'both@example.org; info@example.org',
            keep => 'yes' },
        'mailbox help'  => { queue => 'support' },
        'queue help'    => undef,
    });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');

# ---- milter and IMAP
my $letter = $kari->writes('both@example.org', 'Two doors', 'Knock knock.');
$kari->gets(qr/^Two doors \[#/, 'an acknowledgement');
$desk->wait_until(
    sub { my @w = $desk->why($letter->message_id =~ s/[<>]//gr); @w == 2 });
my @seen = $desk->why($letter->message_id);
is(scalar @seen, 2, 'the message came in twice');
is(join(' ', sort map { $_->{door} =~ /^(\w+)/ } @seen), 'imap milter',
    'by the milter and by IMAP');
is(scalar(grep { $_->{fate_code} eq 'copy' } @seen), 1, 'one is a copy');
is(scalar $desk->tickets, 1, 'there is one ticket');
$kari->gets_nothing('no second acknowledgement');

# ---- an MTA that lost our 250 and tries again
my $octets = Letter->compose(
    from    => 'Kari Nordmann <kari@example.com>',
    to      => 'support@example.org',
    subject => 'Again and again',
    text    => "The same message.\n"
);
for my $try (1 .. 3) {
    $desk->submit("Received: from try$try by mail.test; now\r\n$octets",
        from => 'kari@example.com', to => ['info@example.org']);
}
$kari->gets(qr/^Again and again \[#/, 'one acknowledgement');
$kari->gets_nothing('no second or third');
my $id = Letter->parse($octets)->message_id;
is(scalar(grep { $_->{door} eq 'milter' } $desk->why($id)),
    3, 'the ledger has all three');
is(scalar $desk->tickets, 2, 'for one ticket');

# ---- the same Message-ID with another text is another message
my $changed = $octets =~ s/The same message/Quite another one/r;
$desk->submit($changed, from => 'kari@example.com',
    to => ['support@example.org']);
$desk->settled;
is(scalar(grep { $_->{fate_code} ne 'copy' } $desk->why($id)),
    2, 'another text under the same Message-ID is not a copy');

# ---- deliver
my ($code, $out, $err) = $desk->postern(\(Letter->compose(
    from => 'Kari Nordmann <kari@example.com>', to => 'support@example.org',
    subject => 'By a pipe', text => "From an alias.\n")),
    'deliver', '-f', 'kari@example.com', 'support@example.org');
is($code, 0, 'postern deliver takes a message' . ($err ? ": $err" : ''));
$kari->gets(qr/^By a pipe \[#/, 'its acknowledgement');
$anna->gets(qr/^#\d+ By a pipe/, 'its notification');
($code) = $desk->postern(\'x', 'deliver', '-f', 'x@example.com',
    'nobody@example.org');
cmp_ok($code, '>=', 64, "deliver for an address that is not ours: $code");

# ---- sendmail(1) on the mail host
$desk->capture(\(Letter->compose(from => 'kari@example.com',
            to => 'support@example.org', subject => 'By sendmail',
            text => "From cron.\n")),
    '/usr/sbin/sendmail', '-C', "$desk->{mailhost}/p/etc",
    '-f', 'kari@example.com', 'support@example.org');
$anna->gets(qr/^#\d+ By sendmail/, 'mail that was sent by sendmail(1)');

done_testing();

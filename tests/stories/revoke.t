#!/usr/bin/perl
# Secret addresses that die: by /revoke, by an administrator, when somebody else
# has seen them, and with the request; and what her next answer meets then.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(config => {
    'queue support' => { capability_for => '1s', close_after => '0s' } });
my $kari    = $desk->customer('Kari Nordmann <kari@example.com>');
my $mallory = $desk->customer('Mallory <mallory@example.net>');
my $anna    = $desk->operator('anna');
my $forger  = 'Anna Larsen <anna@example.org>';

sub forges {
    my ($address, $text) = @_;
    $mallory->writes($address, 'Re: your request', $text, from => $forger,
        envelope_from => 'mallory@example.net');
    $desk->settled;
    return;
}

# Her text waits, and its hold brings an address that works.
sub held {
    my ($what, $words) = @_;
    my $hold = $anna->gets(sub { $_[0]->text =~ /\Q$words\E/ }, "$what: held");
    $kari->gets_nothing("$what: nothing");
    return $hold;
}

# ---- what she sends to others by herself
my ($number, $notice) = $desk->opens($kari, 'My lamp', $anna);
$anna->answers($notice, 'It is on its way.', cc => 'mallory@example.net');
$kari->gets(qr/^Re: My lamp/, 'the reply');
$mallory->gets(qr/My lamp/, 'Anna\'s own message');
my $fresh = $anna->gets(qr/^#$number My lamp/, 'word of it');
like($fresh->text, qr/mallory\@example\.net.*does\s+not\s+work\s+any\s+more/s,
    'which says that her address does not work any more');
isnt($fresh->address('Reply-To'), $notice->address('Reply-To'),
    'and has another one');
forges($notice->address('Reply-To'), "Send me your PIN.\n");
held('what Mallory makes of it', 'Send me your PIN.');
forges($notice->address('Reply-To'), "/note\nFORGEDNOTE\n");
ok(!grep({ /FORGEDNOTE/ } $desk->texts($number, 'note')),
    'not even a note is filed by it');
$anna->reads_all;
$anna->answers($notice, 'An answer to the old one.', quote => 0);
my $hold = held('her own answer to the old address', 'An answer to the old');
$anna->answers($hold, '/send', quote => 0);
$kari->gets(sub { $_[0]->text =~ /An answer to the old one/ },
    'it when she says so');
$anna->answers($fresh, 'By the new address.', quote => 0);
$kari->gets(sub { $_[0]->text =~ /By the new address/ }, 'the next at once');

# ---- what a customer has seen
$kari->reads_all;
$anna->reads_all;
my $seen = $fresh->address('Reply-To');
my ($reply) = grep { $_->subject =~ /^Re: My lamp/ } $kari->letters;
$kari->answers($reply, "What is this: $seen?", quote => 0);
my $told = $anna->gets(sub { $_[0]->text =~ /seen in a message\s+from/ },
    'word that Kari has seen her address');
forges($seen, 'SECONDFORGERY');
held('the seen address', 'SECONDFORGERY');
$anna->answers($told, 'Just ignore it.', quote => 0);
$kari->gets(sub { $_[0]->text =~ /Just ignore it/ }, 'an answer by the new');
my $log = $desk->log_text;
my ($code, $why) = $desk->postern('why', "#$number");
my (undef, $json) = $desk->postern('why', '--json', "#$number");
unlike($_, qr/[onhu]-[a-z2-7]{32}/i, 'no log line and no `why` has a whole one')
    for $log, $why, $json;
like($log, qr/o-[a-z2-7]{6}\.\.\./, 'but which one it was can be told');

# ---- /revoke
$_->reads_all for $kari, $anna;
$anna->answers($told, '/revoke', quote => 0);
my $new = $anna->gets(qr/^#$number My lamp/, 'a new address');
$anna->answers($told, 'By the revoked one.', quote => 0);
held('a revoked address', 'By the revoked one.');
$anna->answers($new, 'By the newest one.', quote => 0);
$kari->gets(sub { $_[0]->text =~ /By the newest one/ }, 'a reply by the new');

# ---- by an administrator
($code, my $out) = $desk->postern('operator', 'revoke', 'anna', "#$number");
is($code, 0, '`postern operator revoke NAME #N`');
$_->reads_all for $kari, $anna;
$anna->answers($new, 'After the administrator.', quote => 0);
held('what an administrator revoked', 'After the administrator.');
my ($other, $second) = $desk->opens($kari, 'My chair', $anna);
(undef, $out) = $desk->postern('operator', 'revoke', 'anna');
like($out, qr/2 tickets/, 'all of hers, of two tickets');
$kari->reads_all;
$anna->answers($second, 'About the chair.', quote => 0);
held('that of the other ticket', 'About the chair.');
($code) = $desk->postern('operator', 'revoke', 'nobody');
isnt($code, 0, 'not of somebody who is none');

# ---- with the request
my ($third, $last) = $desk->opens($kari, 'My table', $anna);
$anna->answers($last, '/close', quote => 0);
ok($desk->wait_until(sub { $desk->field($third, 'status') eq 'closed' }, 90),
    'a closed request');
sleep 2;
$_->reads_all for $kari, $anna;
$anna->answers($last, 'One thing more.', quote => 0);
$hold = held('an answer long after', 'One thing more.');
$anna->answers($hold, '/send', quote => 0);
$kari->gets(sub { $_[0]->text =~ /One thing more/ }, 'it when she says so');

done_testing();

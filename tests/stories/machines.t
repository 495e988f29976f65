#!/usr/bin/perl
# Machines never reply, never reopen, never command, and get no answer.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(users => ['list@example.com']);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');

my ($number, $notice) = $desk->opens($kari, 'Fax', $anna, $olga);

# ---- an operator's out-of-office, to the capability, as Exchange sends it
$anna->answers($notice, 'I am away until Monday.',
    subject => 'Automatic reply: ' . $notice->subject,
    headers => [ 'Auto-Submitted' => 'auto-replied' ],
    envelope_from => '', message_id => '<ooo-1@example.org>');
$desk->settled;
my ($fate) = $desk->why('<ooo-1@example.org>');
is($fate->{kind}, 'auto_reply', 'it is known as one');
$kari->gets_nothing('nothing of an operator\'s out-of-office');
is($desk->field($number, 'holder'), undef, 'it takes no ticket');

# ---- the same with a command in it
$anna->answers($notice, "/close\n\nI am away.",
    headers => [ 'Auto-Submitted' => 'auto-replied' ]);
$desk->settled;
isnt($desk->field($number, 'status'), 'resolved', 'its /close is not obeyed');

# ---- the holder's out-of-office tells her line
$anna->answers($notice, '/take');
$desk->settled;
$olga->reads_all;
$kari->answers(($kari->letters)[0], 'Is anybody there?');
my $second = $anna->gets(qr/^#$number /);
$anna->answers($second, 'I am away until Monday.',
    headers => [ 'Auto-Submitted' => 'auto-replied' ], envelope_from => '');
$olga->gets(qr/^#$number /, 'the ticket, since its holder is away');

# ---- a customer's out-of-office reopens nothing and is not acknowledged
$anna->answers($second, "That is all.\n\n/close");
my $reply = $kari->gets(qr/^Re: Fax/);
$desk->settled;
$kari->answers($reply, 'I am on holiday.', envelope_from => '',
    headers => [ 'Auto-Submitted' => 'auto-replied' ]);
$desk->settled;
is($desk->field($number, 'status'), 'resolved', 'a closed ticket stays closed');
$kari->gets_nothing('no answer to a machine');
$per->writes('support@example.org', 'Out of office', 'Back soon.',
    headers => [ 'Auto-Submitted' => 'auto-replied' ]);
$desk->settled;
$per->gets_nothing('no acknowledgement for a machine\'s first letter');

# ---- a list, a bulk sender, a read receipt, a calendar answer
$per->writes('support@example.org', 'News of the week', 'Buy.',
    headers => [ 'List-Id' => '<news.example.com>',
        'List-Unsubscribe' => '<mailto:x@example.com>', Precedence => 'list' ]);
$desk->settled;
$per->gets_nothing('nothing for a list\'s mail');

# ---- a bounce of our answer, by the same Postfix, to the VERP address
my $gone = $desk->customer('Gro Gone <gone@example.com>');
$anna->reads_all;
$gone->writes('support@example.org', 'From an address that does not work',
    'Can you answer me?');
my $bounced = $anna->gets(sub {
        $_[0]->subject =~ /^#\d+ .*does not work/
            && $_[0]->text !~ /Can you answer me/
            || $_[0]->subject =~ /came back|not.*delivered|returned|bounce/i;
    },
    'word that the acknowledgement came back');
like($bounced->text . $bounced->subject, qr/gone\@example\.com/,
    'with the address');
my ($lost) = grep { $_->{kind} eq 'bounce' } $desk->why('Undelivered Mail');
ok($lost, 'the bounce is in the ledger');
is(scalar(grep { $_->{customer} =~ /mailer-daemon/i } $desk->tickets),
    0, 'and made no ticket');

# ---- a loop: another desk that acknowledges our acknowledgements
my $loops = 0;
my $robot = $desk->customer('Robot <list@example.com>');
$robot->writes('support@example.org', 'Loop', 'I answer everything.');
for my $round (1 .. 12) {
    my ($next) = $robot->unread;
    $desk->wait_until(sub { ($next) = $robot->unread; $next }, 2) or last;
    $robot->{seen}{ $next->{file} } = 1;
    $robot->answers($next, 'Thank you for your mail.');
    $loops++;
}
cmp_ok($loops, '<=', 4,
    "a robot that hides its nature is answered $loops times");

# ---- mail from ourselves to ourselves
$per->writes('support@example.org', 'Myself', 'From the desk to the desk.',
    from => 'support@example.org', envelope_from => 'support@example.org');
$desk->settled;
pass('mail that claims to be from the desk ends somewhere');
my ($self) = $desk->why('support@example.org');
ok($self->{fate}, "with a fate: $self->{fate}");
is(scalar(grep { $_->{door} eq 'milter' && $_->{from}
                && $_->{from} eq 'support@example.org' }
            $desk->why('support@example.org')), 1, 'and once');

done_testing();

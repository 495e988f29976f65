#!/usr/bin/perl
# Spam: held, listed in a digest, let in by one reply, refused in the session;
# and who is never taken for a spammer.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(
    extra_mailhost =>
        ['SERVED=support@example.org sales@example.org gone@example.com'],
    config => { 'queue support' => { spam_digest => '3s' } });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');
my $tom  = $desk->operator('tom');
my @spam = (headers => [ 'X-Spam-Flag' => 'YES' ]);

# ---- held, and told of in a digest, to the first line only
$per->writes('support@example.org', 'Cheap watches', 'Buy now.', @spam);
$per->writes('support@example.org', 'My watch stopped', 'Please help.', @spam);
my $digest = $anna->gets(qr/^On hold as spam/, 'a digest of held spam');
my %number = reverse $digest->text =~ /^(\d+)  [\d.]+  .*: (.*?) \(/mg;
if (!$number{'My watch stopped'}) {    # they came a digest apart
    my $next = $anna->gets(qr/^On hold as spam/, 'another digest');
    %number = (%number, reverse $next->text =~ /^(\d+)  [\d.]+  .*: (.*?) \(/mg);
    $digest = $next;
}
like($digest->text, qr/^\d+  1\d\.\d  Per .*per\@example\.com.*MTA_SPAM_FLAG/m,
    'with score, sender and rules');
like($digest->raw('Reply-To'), qr/\+h-[a-z2-7]{32}\@/,
    'and an address of its own to answer to');
like($digest->raw('Auto-Submitted'), qr/auto-generated/, 'sent by a machine');
$olga->gets(qr/^On hold as spam/, 'her own digest');
is(scalar $desk->tickets, 0, 'no ticket was made');
$per->gets_nothing('no word of it');

# ---- nothing new, no digest
sleep 5;
$anna->reads_all;
sleep 4;
$anna->gets_nothing('no digest of what stood in one');
is(scalar(grep { $_->subject =~ /^On hold/ } $tom->letters), 0,
    'line 2 gets none');

# ---- let in by one reply
my $wanted = $number{'My watch stopped'};
$anna->answers($digest, "/send 999 $wanted");
my $error = $anna->gets(qr/nothing was let in/, 'word that 999 is not a number');
$olga->reads_all;
$anna->answers($error, "/send $wanted");
my $notice = $anna->gets(qr/^#\d+ My watch stopped/, 'the letter, let in');
$per->gets(qr/^My watch stopped/, 'an acknowledgement');
$anna->answers($notice, 'Wind it up.');
$per->gets(qr/^Re: My watch stopped/, 'the answer');
$olga->gets(qr/^#\d+ My watch stopped/);

# ---- twice is once; and the other is discarded
$anna->answers($digest, "/send $wanted\n/drop $number{'Cheap watches'}");
$desk->settled;
is(scalar $desk->tickets, 1, 'one ticket, though it was let in twice');
is(scalar(() = $desk->json('held list')), 0, 'nothing is held any more');

# ---- a released one that crosses a crash is not lost, and comes once
$per->writes('support@example.org', 'Cheap pills', 'Really.', @spam);
$desk->settled;
my ($held) = $desk->json('held list');
$desk->kill_all;
my ($code, $out, $err) = $desk->postern('held', 'release', $held->{id});
is($code, 0, "held release while the desk is down $err");
$desk->run;
$anna->gets(qr/^#\d+ Cheap pills/, 'it, when the desk is up again');
is(scalar(grep { $_->{subject} =~ /pills/ } $desk->tickets), 1, 'once');
my ($why) = $desk->why('Cheap pills');
like($why->{door}, qr/^release milter/, 'its way is told');

# ---- whoever answers mail of ours is no spammer, nor is anybody with a
# capability
$kari->writes('support@example.org', 'Login', 'I cannot log in.');
my $login = $anna->gets(qr/^#\d+ Login/);
$kari->answers(($kari->letters)[-1], 'Still not.', @spam);
$anna->gets(qr/^#\d+ Login/, 'what a participant answered, marked or not');
$olga->reads_all;
$anna->answers($login, "/note\nHm.", @spam);
$olga->gets(sub { $_[0]->text =~ /Hm\./ }, 'a note, marked or not');

# ---- refused in the session, once enough is learned
$desk->write_config(
    {
        'queue support' => {
            spam_digest => '0',
            spam_reject => 8,
            refusal     => 'No 100% spam here; call +47 22 00 00 00',
        },
        'queue sales' => { address => 'sales@example.org' },
    }
);
is(($desk->postern('reload'))[0], 0, 'postern reload');
sleep 2;
my $letter = sub {
    my ($subject, %more) = @_;
    return Letter->compose(
        from    => 'Mallory <mallory@example.net>',
        to      => 'support@example.org',
        subject => $subject,
        text    => "Buy now.\n",
        @spam, %more
    );
};
my $offer = sub {
    my ($octets, @to) = @_;
    my $answer = eval {
        $desk->submit($octets, from => 'mallory@example.net', to => \@to);
    };
    return defined $answer ? $answer : $@;
};
unlike($offer->($letter->('Too early'), 'support@example.org'),
    qr/^refused|SMTP: /, 'nothing is refused before anything is learned');
like($desk->log_text, qr/nothing is before 200 messages each/,
    'and the log says why');
like(join('', $desk->postern('check')), qr/spam_reject refuses nothing before/,
    'as does check');
$desk->learns('spam', 200, sub { ("Offer $_[0]", 'Cheap watches, buy now') });
$desk->learns('ham', 200, sub { ("Case $_[0]", 'My printer prints nothing') });
ok($desk->wait_until(sub { $desk->log_text =~ /knows 20\d spam and 20\d ham/ }),
    'the scan role takes what is learned');
unlike(join('', $desk->postern('check')), qr/spam_reject refuses nothing/,
    'check is content');
my $answer = $offer->($letter->('Refused'), 'support@example.org');
like($answer, qr/550 5\.7\.1 No 100% spam here; call \+47 22/,
    'spam is refused, with another way in');
is(scalar(() = $desk->why('Refused')), 0, 'nothing of it came in');
like($desk->log_text, qr/refused .*mallory\@example\.net.*MTA_SPAM_FLAG/,
    'the log says so');

my $count = sub { return scalar(() = $desk->json('held list')) };
my $before = $count->();
unlike($offer->($letter->('Mixed'), 'support@example.org', 'kari@example.com'),
    qr/^refused|SMTP: /, 'not if somebody else gets it too');
unlike(
    $offer->(
        $letter->('Another queue'), 'support@example.org', 'sales@example.org'
    ),
    qr/^refused|SMTP: /,
    'not if one queue does not refuse'
);
$desk->settled;
cmp_ok($count->(), '>', $before, 'they are held');
my ($ack) = grep { $_->subject =~ /^Login/ } $kari->letters;
$kari->answers($ack, 'And still not.', @spam);
$anna->gets(sub { $_[0]->text =~ /And still not/ }, 'never an answer to ours');
$anna->answers($login, "/note\nHm, hm.", @spam);
$olga->gets(sub { $_[0]->text =~ /Hm, hm\./ }, 'never a capability\'s mail');

# ---- the scan role is away: nothing is refused, nothing is lost
$desk->stop;
$desk->run('milter');
$desk->wait_until(sub { $desk->milter_is_open }) or die $desk->log_text;
unlike($offer->($letter->('Nobody scans'), 'support@example.org'),
    qr/^refused|SMTP: /, 'without a scan role nothing is refused');
like($desk->log_text, qr/cannot be judged while its sender waits/,
    'and the log says why');

done_testing();

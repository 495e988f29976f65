#!/usr/bin/perl
# What stands before the desk's own door, and programs that do not say that they
# are some: whoever writes to the desk reaches a person, and no more than that.
use strict;
use warnings;
use utf8;
use Desk;
use JSON::PP ();
use Test::More;

my $desk = Desk->start(
    config => {
        site            => { authserv_id => 'mx.example.org' },
        'queue support' => { aliases => 'group@example.org',
            ack_per_hour => 2, spam_digest => '1h' },
        'queue forms' => { address => 'forms@example.org', name => 'Forms',
            reply_to => 'trust' },
    },
    extra_mailhost =>
        ['SERVED=support@example.org forms@example.org group@example.org']);
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');
my $count = 0;

sub arrives {
    my ($to, %letter) = @_;
    my $id = sprintf 'door-%d@example.com', ++$count;
    my $from = delete $letter{envelope} // 'bounce@mail.example.net';
    $desk->submit(
        Letter->compose(to => $to, text => "A question.\n",
            message_id => "<$id>", %letter),
        from => $from, to => [$to]);
    $desk->settled;
    my ($row) = $desk->why($id);
    return $row;
}
my $hers = [ 'Authentication-Results' =>
        'mx.example.org; dmarc=pass header.from=example.org' ];
my $proof = [ 'Authentication-Results' =>
        'mx.example.org; dmarc=pass header.from=example.com' ];
sub held { return map { JSON::PP::encode_json($_) } $desk->json('held list') }

# ---- a group whose address is an alias of the queue
my $row = arrives('group@example.org', from => $kari->mailbox,
    subject => 'By the group',
    headers => [ 'List-Id' => 'Help <group.example.org>',
        Precedence => 'list' ]);
is($row->{fate_code}, 'ticket', 'the desk\'s own group is a door');
my $notice = $anna->gets(qr/^#\d+ By the group/);
$kari->gets_nothing('no acknowledgement for list mail');

# ---- From written anew by it: the author is found, and not believed
$row = arrives('group@example.org',
    from => "'Per Hansen' via Help <group\@example.org>",
    reply_to => $per->mailbox, subject => 'Written anew',
    headers => [ 'List-Post' => '<mailto:group@example.org>' ]);
$notice = $anna->gets(qr/^#\d+ Written anew/);
my $number = $desk->number_in($notice);
is($desk->field($number, 'customer'), 'per@example.com',
    'the author is the customer');
like($notice->text, qr/Nobody has\s+proved who wrote this; Reply-To/,
    'and operators read where he was found');
$anna->answers($notice, 'ANSWER for Per.', quote => 0, headers => $hers);
my $reply = $per->gets(sub { $_[0]->text =~ /ANSWER for Per/ });
arrives('group@example.org', from => 'Per via Help <group@example.org>',
    reply_to => $per->mailbox, subject => 'Re: ' . $reply->subject,
    text => "UNPROVED more.\n",
    headers => [ 'List-Post' => '<mailto:group@example.org>' ]);
my ($entry) = grep { $_->{text} =~ /UNPROVED/ }
    @{ $desk->ticket($number)->{entries} };
is($entry->{kind}, 'apart', 'what he adds unproved is kept apart');

# ---- our address as sender, and no author at all
$row = arrives('support@example.org', from => 'Scanner <support@example.org>',
    subject => 'Scan', envelope => 'support@example.org');
$notice = $anna->gets(qr/^#\d+ Scan/);
like($notice->text, qr/nothing says who wrote this/, 'a scanner\'s letter');

# ---- a queue of forms
arrives('forms@example.org', from => 'Shop <noreply@shop.example.net>',
    reply_to => $kari->mailbox, subject => 'Form: BUY NOW');
$notice = $anna->gets(qr/^#\d+ Form/);
is($desk->field($desk->number_in($notice), 'customer'), 'kari@example.com',
    'the visitor of a form is the customer, where that is told');
my $ack = $kari->gets(qr/\[#\d+-/, 'an acknowledgement');
unlike($ack->subject, qr/BUY/, 'without words of whoever filled it in');

# ---- somebody's newsletter
my $before = () = $desk->tickets;
$_->reads_all for $anna, $olga;
$row = arrives('support@example.org', from => 'News <news@lists.example.net>',
    to => 'friends@lists.example.net',
    subject => 'Week 49',
    headers => [ 'List-Id' => '<friends.lists.example.net>' ]);
is($row->{kind}, 'list', 'a newsletter of somebody else');
is(scalar(() = $desk->tickets), $before, 'it opens no request');
$anna->gets_nothing('nor is anybody told at once');
my ($aside) = grep { /Week 49/ } held();
like($aside, qr/"kind":"aside"/, 'it is put aside');
my $id = JSON::PP::decode_json($aside)->{id};
$desk->postern('held', 'release', $id);
$anna->gets(qr/^#\d+ Week 49/, 'and is a request when somebody lets it in');

# ---- an operator's responder that does not say what it is
$per->writes('support@example.org', 'Gate', 'It is shut.',
    headers => $proof);
my $third = $anna->gets(qr/^#\d+ Gate/);
$desk->settled;
$_->reads_all for $per, $anna, $olga;
$anna->answers($third, 'PRIVATE: in hospital until Friday.', quote => 0,
    headers => $hers, subject => 'Automatische Antwort: ' . $third->subject);
$desk->settled;
$per->gets_nothing('nothing of an operator\'s responder');
$olga->gets(sub { $_[0]->text =~ /Anna Larsen is away/ },
    'word that she is away');
$anna->gets_nothing('nothing that her responder would answer');
ok(scalar(grep { /PRIVATE/ || /automatic reply/ } held()),
    'what it wrote is on hold');

# ---- who cannot be aimed at
my @bad = (
    [ 'dmarc=fail header.from=example.com', 'DMARC failed' ],
    [ 'spf=fail smtp.mailfrom=example.com',  'SPF failed' ]);
for my $bad (@bad) {
    arrives('support@example.org', from => $per->mailbox,
        subject => "Forged $bad->[1]",
        headers => [ 'Authentication-Results' => "mx.example.org; $bad->[0]" ]);
    $per->gets_nothing("no acknowledgement: $bad->[1]");
}
arrives('support@example.org', from => 'per@example.com, kari@example.com',
    subject => 'Two authors', headers => $proof);
$_->gets_nothing('none for a From of two') for $per, $kari;

done_testing();

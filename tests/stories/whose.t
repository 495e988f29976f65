#!/usr/bin/perl
# Whose ticket a message belongs to: threads that nobody here began, copies with
# header fields of somebody else, and services that write to the desk.
use strict;
use warnings;
use Desk;
use Letter;
use POSIX qw(strftime);
use Test::More;

my $desk    = Desk->start;
my $kari    = $desk->customer('Kari Nordmann <kari@example.com>');
my $per     = $desk->customer('Per Hansen <per@example.com>');
my $mallory = $desk->customer('Mallory <mallory@example.net>');
my $anna    = $desk->operator('anna');

sub everything { return join "\n", map { $_->{octets} . $_->text } @_ }

# ---- two answer one newsletter
my @news = (in_reply_to => '<news-7@example.org>',
    references => '<news-6@example.org> <news-7@example.org>');
$kari->writes('support@example.org', 'Re: News', 'KARIWORDS', @news);
my $hers = $desk->number_in($kari->gets(qr/News.*\[#/, 'a tag'));
$per->writes('support@example.org', 'Re: News', 'PERWORDS', @news);
my $his = $desk->number_in($per->gets(qr/News.*\[#/, 'a tag of his own'));
isnt($his, $hers, 'two who answer one newsletter have two tickets');
$kari->writes('support@example.org', 'Re: News', 'KARIAGAIN', @news);
$desk->settled;
like(join(' ', $desk->texts($hers, 'article')), qr/KARIAGAIN/,
    'the same person goes on in hers');

# ---- somebody repeats a Message-ID, and cannot draw its owner away
my ($number, $notice) = $desk->opens($kari, 'My boiler', $anna);
my ($ack) = grep { $_->subject =~ /My boiler/ } $kari->letters;
$mallory->writes('support@example.org', 'Mine', 'a trap',
    message_id => '<a-trap@example.net>', references => $ack->message_id);
$desk->settled;
$kari->writes('support@example.org', 'No tag here', 'KARIBOILER words.',
    in_reply_to => $ack->message_id, references => $ack->message_id);
$desk->settled;
like(join(' ', $desk->texts($number, 'article')), qr/KARIBOILER/,
    'what refers to our mail goes where that belongs');

# ---- a stranger's words, subject and Message-ID stay here
$per->writes('support@example.org', 'STRANGESUBJECT ' . $ack->subject,
    'PERSTRANGE is what I say.', message_id => '<per-strange@example.com>');
$anna->reads_all;
$desk->settled;
my ($about) = grep { $_->text =~ /PERSTRANGE/ } $anna->letters;
like($about->text, qr{/cc.*stranger}s, 'operators learn how to let him in');
like($about->text, qr/STRANGESUBJECT/, 'and see his subject');
$kari->answers($ack, '/show', quote => 0);
$kari->answers($ack, 'Any news?', quote => 0);
my $asked = $anna->gets(sub { $_[0]->text =~ /Any news/ });
$anna->answers($asked, 'Not yet.');
$kari->gets(sub { $_[0]->text =~ /Not yet/ }, 'an answer');
unlike(everything($kari->letters), qr/STRANGE|per-strange/,
    'nothing of the stranger in all that the customer got');

# ---- until he is adopted
$anna->answers($about, '/cc', quote => 0);
$desk->settled;
like(join(' ', $desk->texts($number, 'article')), qr/PERSTRANGE/,
    'adopted, what he wrote is an article');
$kari->answers($ack, '/show', quote => 0);
$kari->gets(sub { $_[0]->text =~ /PERSTRANGE/ }, 'which she may see');

# ---- a service's code: by a tag, by one who takes part, by itself
my ($tag) = $ack->subject =~ /(\[#\d+-\w+\])/;
my %service = (to => 'support@example.org',
    from => 'Acme <welcome@acme.example>');
my $mail = sub {
    my ($subject, $code) = @_;
    $desk->submit(Letter->compose(%service, subject => $subject,
            text => "Your verification code is $code.\nNever share this code.\n"),
        from => 'welcome@acme.example', to => ['support@example.org']);
    $desk->settled;
};
$mail->("Confirm your address, $tag", 884213);
my ($marked) = grep { $_->text =~ /884213/ } $anna->letters;
like($marked->text, qr/looks like a sign-up/, 'a code is marked');
$anna->answers($marked, '/cc', quote => 0);
$anna->answers($marked, '/cc welcome@acme.example', quote => 0);
$desk->settled;
$mail->("Once more, $tag", 771122);
$kari->answers($ack, '/show', quote => 0);
$kari->answers($ack, 'Well?', quote => 0);
$anna->answers($anna->gets(sub { $_[0]->text =~ /Well\?/ }), 'Soon.');
$desk->settled;
unlike(everything($kari->letters), qr/884213|771122/,
    'and shown to no customer, also if the service takes part');
like(join(' ', map { $_->text } $anna->letters), qr/771122/,
    'operators see it');
$mail->('Your code: 553311', 553311);
my ($own) = grep { $_->{customer} eq 'welcome@acme.example' } $desk->tickets;
ok($own, 'one without a tag is a ticket');
unlike($own->{subject}, qr/553311/, 'whose subject does not tell it');
unlike($desk->log_text, qr/ack to welcome/, 'and it is not acknowledged');

# ---- copies: whichever comes first
sub copies {
    my ($what, $first, @order) = @_;
    my %m = (from => $kari->mailbox, to => 'support@example.org',
        subject => "House $what", text => "It $what burns.\n",
        message_id => "<copy-$what\@example.com>",
        date => strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime));
    my %send = (
        real    => [],
        hostile => $first,
    );
    for my $which (@order) {
        my %fields = @{ $send{$which} };
        my %known  = map { $_ => delete $fields{$_} }
            grep { exists $fields{$_} } qw(cc references in_reply_to);
        $desk->submit(Letter->compose(%m, %known, headers => [%fields]),
            from => $which eq 'real' ? 'kari@example.com'
            : 'mallory@example.net', to => ['support@example.org']);
        $desk->settled;
    }
    my @hers = grep { $_->{subject} eq "House $what" } $desk->tickets;
    is(scalar @hers, 1, "$what, @order: one ticket") or return;
    my $t = $desk->ticket($hers[0]{id});
    is(join(' ', map { $_->{address} } @{ $t->{participants} }),
        'kari@example.com', "$what, @order: of hers alone");
    return;
}
$mallory->writes('support@example.org', 'A thread of mine', 'x');
my $mine = $mallory->gets(qr/A thread of mine.*\[#/);
my %hostile = (
    list      => [ 'List-Id' => '<x.example.net>', Precedence => 'list' ],
    automatic => [ 'Auto-Submitted' => 'auto-replied' ],
    claim     => [ 'X-Postern-Claim' => $mine->raw('X-Postern-Claim') ],
    cc        => [ cc => 'mallory@example.net' ],
    astray    => [ references => $mine->message_id,
        in_reply_to => $mine->message_id ],
);
for my $what (sort keys %hostile) {
    copies("$what-1", $hostile{$what}, qw(hostile real));
    copies("$what-2", $hostile{$what}, qw(real hostile));
    copies("$what-3", $hostile{$what}, qw(hostile real real));
}

done_testing();

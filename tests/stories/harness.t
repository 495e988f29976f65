#!/usr/bin/perl
# The harness itself: its mail client writes what it can read, and the mailhost
# carries mail, logs in and bounces.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin/../lib";
use Letter;
use Ports;
use Smtp;
use File::Temp qw(tempdir);
use Test::More;

my $octets = Letter->compose(
    from    => Letter::mailbox('Kåre Nordmann', 'kare@example.com'),
    to      => 'support@example.org',
    subject => 'Får ikke logget inn',
    text    => "Hei,\ndet går ikke.\n",
    html    => "<p>Hei,<br>det går ikke.</p>\n",
    attach  => {
        'bilde.png' => [ 'image/png', "\x89PNG\r\n\x1a\n\0" ],
        'rør.txt'   => [ 'text/plain', "a pipe\n" ],
    },
);
unlike($octets, qr/[^\r]\n/,     'lines end in CRLF');
unlike($octets, qr/[^\x00-\x7f]/, 'and are 7-bit');
my $letter = Letter->parse($octets);
is($letter->subject,         'Får ikke logget inn', 'subject comes back');
is($letter->from,            'Kåre Nordmann <kare@example.com>', 'From too');
is($letter->address('From'), 'kare@example.com', 'and its address');
is($letter->text, "Hei,\ndet går ikke.\n",               'text comes back');
is($letter->html, "<p>Hei,<br>det går ikke.</p>\n", 'HTML too');
my %files = $letter->attachments;
is($files{'bilde.png'}, "\x89PNG\r\n\x1a\n\0", 'attachment comes back');
ok($files{'rør.txt'}, 'also one with a name beyond ASCII');

my $dir = tempdir('mailhost-XXXXXX', DIR => '/tmp');
chmod 0755, $dir;
my ($base, $held) = Ports::take();
my $host = "$FindBin::Bin/../mailhost";
my @users = ('USERS=kari@example.com:secret', 'SERVED=gone@example.com');
END {
    local $?;
    if ($dir && -d "$dir/m") {
        system $host, 'stop', "$dir/m";
        system 'rm', '-rf', $dir;
    }
}
is(system("$host start $dir/m BASE=$base @users >/dev/null"),
    0, 'mailhost starts');

my $smtp = Smtp->new(port => $base + 1);
is($smtp->mail($octets, from => 'x@example.net', to => ['kari@example.com']),
    250, 'Postfix takes mail');
is($smtp->mail($octets, from => 'x@example.net', to => ['no@example.com']),
    550, 'but not for a stranger');
is($smtp->mail($octets, from => 'kari@example.com', to => ['gone@example.com']),
    250, 'nor refuses what will bounce');
eval { $smtp->login('kari@example.com', 'wrong') };
like($@, qr/535/, 'a wrong password is refused');
ok(eval { $smtp->login('kari@example.com', 'secret'); 1 }, 'the right one not');
$smtp->quit;

my @files;
for (1 .. 100) {
    @files = glob "$dir/m/d/mail/example.com/kari/new/*";
    last if @files == 2;
    select undef, undef, undef, 0.1;
}
is(scalar @files, 2, 'the mail and the bounce are in the mailbox');
is(system("$host start $dir/n BASE=$base 2>/dev/null >/dev/null") >> 8,
    2, 'a taken port is told');

done_testing();

/** True for passwords that are tried first. Case does not make one rarer. */
export const isCommonPassword = (password: string): boolean => common.has(password.toLowerCase());

const common = new Set(
  `
  00000000 0123456789 0987654321 10203040 11111111 1111111111 11223344 1122334455 12121212 123123123
  123321123 12341234 1234512345 12345678 123456789 1234567890 12345679 1234567891 12344321 123454321
  123456123456 123456abc 12345qwert 1234qwer 123abc123 123qweasd 123qweasdzxc 12qwaszx 147258369 159357456
  159753159 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 22222222 33333333 44444444
  55555555 66666666 77777777 741852963 77777777 789456123 87654321 88888888 963852741 987654321 9876543210
  99999999 a1234567 a12345678 a123456789 aa123456 aaaaaaaa abc12345 abc123456 abcd1234 abcdefgh access14
  admin123 admin1234 admin12345 administrator alexander amanda123 asdasdasd asdf1234 asdfasdf asdfghjk
  asdfghjkl babygirl barcelona baseball basketball batman123 benjamin bigdaddy blink182 butterfly
  caroline changeme changeme1 changeme123 charlie1 charlotte chelsea1 chocolate christian computer
  corvette creative cristina danielle december default1 dolphins dragon123 elephant elizabeth estrella
  europe123 everton1 facebook fernando firebird football football1 forever1 franklin freedom1 garfield
  geronimo godzilla goldfish gonzalez greenday hallo123 hannover heather1 hello123 hello1234 helloworld
  iloveyou iloveyou1 iloveyou2 international internet isabella jennifer jessica1 jonathan jordan23
  kawasaki kimberly killer123 kristina lakers24 letmein1 letmein123 letmein! liverpool liverpool1
  logitech london123 lovelove magdalena manchester marlboro master123 maverick melissa1 mercedes
  michael1 michelle microsoft midnight minecraft monkey123 motorola mountain mustang1 myspace1
  naruto123 natalie1 newyork1 nicholas november nothing1 p@ssw0rd p@ssword pa$$w0rd passw0rd passw0rd1
  password password! password01 password1 password12 password123 password1234 password2 patricia
  pokemon1 pokemon123 porsche911 portugal precious princess princess1 purple123 q1w2e3r4 q1w2e3r4t5
  qazwsxedc qqww1122 qwer1234 qwerasdf qwert123 qwerty12 qwerty123 qwerty1234 qwerty12345 qwertyui
  qwertyuiop qwertz123 rainbow1 rangers1 realmadrid remember rockstar1 samantha samsung1 santiago
  scooter1 scorpion secret123 security september skywalker slipknot snickers snowball snowboard
  softball something spiderman spongebob starwars starwars1 steelers stephanie summer123 sunflower
  sunshine sunshine1 superman superman1 superstar swordfish tennis123 testtest test1234 test12345
  thunder1 tinkerbell tottenham trustno1 undertaker valentina valentine vanessa1 victoria volleyball
  welcome1 welcome123 welcome1234 westside whatever william1 williams winston1 winter123 wolfgang
  xbox360x yankees1 yellow123 zaq12wsx zaq1zaq1 zxcvbnm1 zxcvbnm123 zxcvbnma
  `
    .trim()
    .split(/\s+/),
);
